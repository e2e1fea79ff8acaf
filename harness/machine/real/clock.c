/* The clock of a sandbox: what programs inside it see as the time of day.
 *
 * The loader puts this object into every program of a sandbox (/etc/ld.so.preload there). A program that starts
 * rings the bell of the harness, says who it is and is told the time; from then on its time of day stands still,
 * so that the same commands always see the same instants. A shell lives longer than one command: it looks at the
 * clock itself each time. Whoever sleeps asks the harness to let the time pass instead. At its end a program rings
 * again, so that its time has passed before the shell goes on.
 *
 * Without a bell to ring the real clock is answered, and nothing else changes.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define BELL "/run/rollback-drill/bell"
#define CLOCK "/run/rollback-drill/clock"
#define RING_BYTES_MAX 16384

static const volatile int64_t *now_ns; /* the clock itself, for those who look each time */
static int64_t told_ns;                /* what this program was told when it began */
static int is_shell;
static pid_t own_pid;                   /* a part that was forked off says nothing of its end */

static size_t put(char *into, size_t at, const char *text) {
  size_t length = strlen(text) + 1;
  if (at + length > RING_BYTES_MAX) return at;
  memcpy(into + at, text, length);
  return at + length;
}

static size_t put_number(char *into, size_t at, long long number) {
  char text[24];
  snprintf(text, sizeof text, "%lld", number);
  return put(into, at, text);
}

/* Rings with `message`. Returns 0 and the instant that is answered, or an error number. */
static int ring(const char *message, size_t length, int64_t *answer) {
  struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = BELL};
  int bell = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bell < 0) return errno;
  int why = 0;
  if (connect(bell, (struct sockaddr *)&address, sizeof address) != 0 ||
      send(bell, message, length, MSG_NOSIGNAL) != (ssize_t)length || shutdown(bell, SHUT_WR) != 0) {
    why = errno ? errno : EIO;
  } else {
    ssize_t got = recv(bell, answer, sizeof *answer, MSG_WAITALL);
    if (got != (ssize_t)sizeof *answer) why = got < 0 ? errno : EIO;
  }
  close(bell);
  return why;
}

static int is_named(const char *path, const char *name) {
  const char *last = strrchr(path, '/');
  return strcmp(last ? last + 1 : path, name) == 0;
}

__attribute__((constructor)) static void begin(int argc, char **argv) {
  /* The first process of a sandbox is the harness's own, which does not wait for itself. */
  if (argc > 1 && strcmp(argv[1], "within-the-walls") == 0) return;
  int saved = errno;
  int clock = open(CLOCK, O_RDONLY | O_CLOEXEC);
  if (clock < 0) {
    errno = saved;
    return;
  }
  void *page = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, clock, 0);
  close(clock);
  if (page == MAP_FAILED) {
    errno = saved;
    return;
  }
  const char *program = (const char *)getauxval(AT_EXECFN);
  if (program == NULL) program = argc > 0 ? argv[0] : "";
  const char *image = argc > 0 ? argv[0] : program;
  if (*image == '-') image++;
  is_shell = is_named(image, "bash") || is_named(image, "sh") || is_named(image, "dash");

  char message[RING_BYTES_MAX];
  char here[4096];
  size_t at = put(message, 0, "begin");
  at = put_number(message, at, getpid());
  at = put_number(message, at, getppid());
  at = put_number(message, at, getpgrp());
  at = put(message, at, program);
  at = put(message, at, getcwd(here, sizeof here) ? here : "/");
  for (int i = 0; i < argc; i++) at = put(message, at, argv[i]);
  int64_t answer = *(const volatile int64_t *)page;
  ring(message, at, &answer);
  told_ns = answer;
  now_ns = page;
  own_pid = getpid();
  errno = saved;
}

__attribute__((destructor)) static void end(void) {
  if (now_ns == NULL || getpid() != own_pid) return;
  fflush(NULL);
  char message[64];
  size_t at = put(message, 0, "end");
  at = put_number(message, at, own_pid);
  int64_t answer;
  ring(message, at, &answer);
}

static int64_t instant(void) { return is_shell ? *now_ns : told_ns; }

/* Lets `ns` pass on the clock of the harness. Returns 0, or EINTR where a signal came first. */
static int sleep_for(int64_t ns) {
  char message[128];
  size_t at = put(message, 0, "sleep");
  at = put_number(message, at, getpid());
  at = put_number(message, at, getpgrp());
  at = put_number(message, at, ns < 0 ? 0 : ns);
  int64_t answer = told_ns;
  int why = ring(message, at, &answer);
  if (why == 0) told_ns = answer;
  return why == EINTR ? EINTR : 0;
}

static int is_time_of_day(clockid_t clock) {
  return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI;
}

static int real_clock(clockid_t clock, struct timespec *into) {
  static int (*real)(clockid_t, struct timespec *);
  if (real == NULL) *(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
  return real ? real(clock, into) : (int)syscall(SYS_clock_gettime, clock, into);
}

int clock_gettime(clockid_t clock, struct timespec *into) {
  if (now_ns == NULL || !is_time_of_day(clock)) return real_clock(clock, into);
  int64_t ns = instant();
  into->tv_sec = ns / 1000000000;
  into->tv_nsec = ns % 1000000000;
  return 0;
}

int gettimeofday(struct timeval *restrict into, void *restrict zone) {
  struct timespec now;
  (void)zone;
  int failed = clock_gettime(CLOCK_REALTIME, &now);
  if (failed != 0) return failed;
  into->tv_sec = now.tv_sec;
  into->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *into) {
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0) return (time_t)-1;
  if (into != NULL) *into = now.tv_sec;
  return now.tv_sec;
}

int timespec_get(struct timespec *into, int base) {
  if (base != TIME_UTC) return 0;
  return clock_gettime(CLOCK_REALTIME, into) == 0 ? base : 0;
}

static int64_t in_ns(const struct timespec *span) {
  return (int64_t)span->tv_sec * 1000000000 + span->tv_nsec;
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *wanted, struct timespec *left) {
  if (wanted->tv_sec < 0 || wanted->tv_nsec < 0 || wanted->tv_nsec > 999999999) return EINVAL;
  if (now_ns == NULL) {
    long done = syscall(SYS_clock_nanosleep, clock, flags, wanted, left);
    return done == 0 ? 0 : errno;
  }
  int64_t ns = in_ns(wanted);
  if (flags & TIMER_ABSTIME) {
    struct timespec now;
    if (clock_gettime(clock, &now) != 0) return errno;
    ns -= in_ns(&now);
  }
  int saved = errno;
  int why = sleep_for(ns);
  errno = saved;
  if (why == EINTR && left != NULL && !(flags & TIMER_ABSTIME)) *left = *wanted;
  return why;
}

int nanosleep(const struct timespec *wanted, struct timespec *left) {
  int why = clock_nanosleep(CLOCK_REALTIME, 0, wanted, left);
  if (why == 0) return 0;
  errno = why;
  return -1;
}

int usleep(useconds_t us) {
  struct timespec span = {.tv_sec = us / 1000000, .tv_nsec = (long)(us % 1000000) * 1000};
  return nanosleep(&span, NULL);
}

unsigned int sleep(unsigned int seconds) {
  struct timespec span = {.tv_sec = seconds, .tv_nsec = 0};
  return nanosleep(&span, NULL) == 0 ? 0 : seconds;
}
