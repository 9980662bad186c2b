/* Reads the clocks from four threads as fast as it can, and compares each reading with the kernel's own.
 * hammer OFFSET_SECONDS...: realtime must be off by exactly one of these; without any, it is not compared ("-" as well).
 * Every 50 ms a line: calls, wrong readings, realtime and monotonic steps backwards, of this line alone.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static atomic_long calls, wrong, real_back, mono_back;
static long long offsets[16];
static int offset_count;

static long long ns(struct timespec t) { return t.tv_sec * 1000000000LL + t.tv_nsec; }
static long long kernel(clockid_t clock) {
  struct timespec t;
  syscall(SYS_clock_gettime, clock, &t);
  return ns(t);
}
static int fits(long long before, long long read, long long after, long long slack) {
  if (offset_count == 0) return 1;
  for (int i = 0; i < offset_count; i++)
    if (read - offsets[i] >= before - slack && read - offsets[i] <= after) return 1;
  return 0;
}
static void *hammer(void *unused) {
  (void)unused;
  long long last_real = 0, last_mono = 0;
  for (;;) {
    struct timespec t = {-1, -1};
    struct timeval tv = {-1, -1};
    struct timezone tz = {-7, -7};
    time_t seconds = -1;
    long long before = kernel(CLOCK_REALTIME);
    int failed = clock_gettime(CLOCK_REALTIME, &t);
    long long after = kernel(CLOCK_REALTIME);
    if (failed || t.tv_nsec < 0 || t.tv_nsec > 999999999 || !fits(before, ns(t), after, 0)) wrong++;
    if (ns(t) < last_real) real_back++;
    last_real = ns(t);
    before = kernel(CLOCK_REALTIME);
    failed = gettimeofday(&tv, &tz);
    after = kernel(CLOCK_REALTIME);
    if (failed || tv.tv_usec < 0 || tv.tv_usec > 999999) wrong++;
#ifdef __GLIBC__ /* another libc leaves the zone as it is */
    if (tz.tz_minuteswest == -7) wrong++;
#endif
    if (!fits(before, tv.tv_sec * 1000000000LL + tv.tv_usec * 1000LL, after, 999)) wrong++;
    before = kernel(CLOCK_REALTIME);
    time_t again = time(&seconds);
    after = kernel(CLOCK_REALTIME);
    if (again != seconds || !fits(before, seconds * 1000000000LL, after, 1010000000LL)) wrong++;
    if (time(NULL) == -1 || gettimeofday(NULL, NULL) != 0) wrong++;
    failed = clock_gettime(CLOCK_MONOTONIC, &t);
    if (failed || t.tv_nsec < 0 || t.tv_nsec > 999999999) wrong++;
    if (ns(t) < last_mono) mono_back++;
    last_mono = ns(t);
    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) != 0 || clock_gettime(12345, &t) == 0) wrong++;
    calls += 8;
  }
  return NULL;
}

int main(int count, char **words) {
  for (int i = 1; i < count && i <= 16 && words[i][0] != '\0'; i++)
    if (words[i][0] != '-' || words[i][1] != '\0') offsets[offset_count++] = atoll(words[i]) * 1000000000LL;
  for (int i = 0; i < 4; i++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, hammer, NULL) != 0) return 1;
  }
  for (;;) {
    usleep(50000);
    printf("%ld %ld %ld %ld\n", atomic_exchange(&calls, 0), atomic_exchange(&wrong, 0), atomic_exchange(&real_back, 0), atomic_exchange(&mono_back, 0));
    fflush(stdout);
  }
}
