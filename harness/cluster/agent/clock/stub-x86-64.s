# The machine code that a node's clock is read through, x86-64. It is put into the dead bytes at the end of a process's
# vDSO pages; the entries of clock_gettime, gettimeofday and time jump to it. It makes the real system call and adds
# what the parameters behind it say. stub-x86-64.ts holds the bytes; its test assembles this file and compares:
#   as stub-x86-64.s -o stub.o && objcopy -O binary -j .text stub.o stub.bin
#
# Parameters (patch.ts writes them; all words are 64 bits):
#   magic, generation, bank 0, bank 1
#   bank: five sets (realtime, TAI, monotonic, raw monotonic, boot time), then strobe {every, origin, offset}
#   set:  the kernel's time at which the new line takes over, old line, new line
#   line: {rate in units of 2^-40, what is added, the least that may be answered}
# The lowest bit of the generation names the bank that counts. A writer fills the other bank, and then adds one; a reader
# looks again when the generation has changed meanwhile, so it never mixes two settings.
    .intel_syntax noprefix
    .text
    .equ SET_BYTES, 56
    .equ BANK_BYTES, 304

clock_gettime:
    cmp edi, 11
    ja 1f
    mov eax, edi
    lea rcx, [rip + clock_sets]
    movzx eax, byte ptr [rcx + rax]
    cmp al, 255
    je 1f
    mov r8, rsi
    call read_clock
    jc 2f
    mov [r8], rax
    mov [r8 + 8], rdx
    xor eax, eax
2:  ret
1:  mov eax, 228                # a clock that is left alone
    syscall
    ret

gettimeofday:
    mov r8, rdi
    test rdi, rdi
    jz 1f
    push rsi
    xor edi, edi
    xor eax, eax
    call read_clock
    pop rsi
    jc 2f
    mov [r8], rax
    mov eax, edx
    xor edx, edx
    mov ecx, 1000
    div ecx
    mov [r8 + 8], rax
1:  xor eax, eax
    test rsi, rsi
    jz 2f
    xor edi, edi                # the time zone is the kernel's
    mov eax, 96
    syscall
2:  ret

time:
    mov r8, rdi
    xor edi, edi
    xor eax, eax
    call read_clock
    jc 1f
    test r8, r8
    jz 1f
    mov [r8], rax
1:  ret

# In: edi clock, eax its set. Out: carry clear, rax seconds, rdx nanoseconds; or carry set, rax the negative errno.
# Keeps r8. The red zone is its memory.
read_clock:
    imul r9d, eax, SET_BYTES
1:  mov r10, [rip + generation]
    lea rsi, [rsp - 24]
    mov eax, 228
    syscall
    test eax, eax
    jnz 9f
    imul rcx, [rsp - 24], 1000000000
    add rcx, [rsp - 16]
    mov edx, r10d
    and edx, 1
    imul edx, edx, BANK_BYTES
    lea r11, [rip + banks]
    add r11, rdx
    lea rsi, [r11 + r9]
    cmp rcx, [rsi]
    jl 2f
    add rsi, 24
2:  mov rax, rcx
    imul qword ptr [rsi + 8]
    shrd rax, rdx, 40
    add rax, rcx
    add rax, [rsi + 16]
    cmp rax, [rsi + 24]
    cmovl rax, [rsi + 24]
    cmp r9d, 2 * SET_BYTES
    jae 3f
    mov rsi, [r11 + 5 * SET_BYTES]
    test rsi, rsi
    jz 3f
    cmp rcx, [r11 + 5 * SET_BYTES + 8]
    jl 3f
    mov [rsp - 32], rax
    mov rax, rcx
    sub rax, [r11 + 5 * SET_BYTES + 8]
    cqo
    idiv rsi
    test al, 1
    mov rax, [rsp - 32]
    jnz 3f
    add rax, [r11 + 5 * SET_BYTES + 16]
3:  cmp r10, [rip + generation]
    jne 1b
    cqo
    mov ecx, 1000000000
    idiv rcx
    test rdx, rdx
    jns 4f
    add rdx, rcx
    dec rax
4:  clc
    ret
9:  stc
    ret

# Of each clock id from 0: realtime, monotonic, two of processor time, raw, realtime coarse, monotonic coarse, boot time,
# two alarms, one that is no more, TAI.
clock_sets:
    .byte 0, 2, 255, 255, 3, 0, 2, 4, 0, 4, 255, 1

    .balign 64
parameters:
    .quad 0
generation:
    .quad 0
banks:
