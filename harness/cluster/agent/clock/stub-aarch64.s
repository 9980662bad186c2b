# The machine code that a node's clock is read through, aarch64: see stub-x86-64.s for what it does and its parameters.
# Assembled, never run on such a machine.
    .text
    .equ SET_BYTES, 56
    .equ BANK_BYTES, 304

clock_gettime:
    cmp w0, #11
    b.hi 1f
    adr x9, clock_sets
    ldrb w10, [x9, w0, uxtw]
    cmp w10, #255
    b.eq 1f
    mov x12, x1
    mov x16, x30
    bl read_clock
    mov x30, x16
    cbnz x0, 2f
    stp x2, x3, [x12]
2:  ret
1:  mov x8, #113                // a clock that is left alone
    svc #0
    ret

gettimeofday:
    mov x12, x0
    mov x17, x1
    cbz x0, 1f
    mov w0, #0
    mov w10, #0
    mov x16, x30
    bl read_clock
    mov x30, x16
    cbnz x0, 2f
    mov x4, #1000
    udiv x3, x3, x4
    stp x2, x3, [x12]
1:  mov x0, #0
    cbz x17, 2f
    mov x1, x17                 // the time zone is the kernel's
    mov x8, #169
    svc #0
2:  ret

// In: w0 clock, w10 its set. Out: x0 zero or the negative errno, x2 seconds, x3 nanoseconds. Keeps x12, x16, x17.
read_clock:
    sub sp, sp, #32
    mov w11, w0
    mov w9, #SET_BYTES
    umull x10, w10, w9
    adr x13, parameters
1:  ldr x14, [x13, #8]
    dmb ishld
    mov w0, w11
    mov x1, sp
    mov x8, #113
    svc #0
    cbnz x0, 9f
    ldp x4, x5, [sp]
    mov x6, #0xca00
    movk x6, #0x3b9a, lsl #16
    madd x4, x4, x6, x5
    and x7, x14, #1
    mov x9, #BANK_BYTES
    madd x15, x7, x9, x13
    add x15, x15, #16
    add x5, x15, x10
    ldr x7, [x5]
    cmp x4, x7
    b.lt 2f
    add x5, x5, #24
2:  ldr x7, [x5, #8]
    mul x8, x4, x7
    smulh x9, x4, x7
    extr x8, x9, x8, #40
    add x8, x8, x4
    ldr x7, [x5, #16]
    add x8, x8, x7
    ldr x7, [x5, #24]
    cmp x8, x7
    csel x8, x7, x8, lt
    cmp x10, #(2 * SET_BYTES)
    b.hs 3f
    ldr x7, [x15, #(5 * SET_BYTES)]
    cbz x7, 3f
    ldr x9, [x15, #(5 * SET_BYTES + 8)]
    subs x9, x4, x9
    b.lt 3f
    sdiv x9, x9, x7
    tbnz x9, #0, 3f
    ldr x9, [x15, #(5 * SET_BYTES + 16)]
    add x8, x8, x9
3:  dmb ishld
    ldr x9, [x13, #8]
    cmp x9, x14
    b.ne 1b
    sdiv x2, x8, x6
    msub x3, x2, x6, x8
    tbz x3, #63, 4f
    add x3, x3, x6
    sub x2, x2, #1
4:  mov x0, #0
9:  add sp, sp, #32
    ret

clock_sets:
    .byte 0, 2, 255, 255, 3, 0, 2, 4, 0, 4, 255, 1

    .balign 64
parameters:
    .quad 0
generation:
    .quad 0
banks:
