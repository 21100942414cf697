// What the generator and the broadcaster both need of the system: time, chance, and WebSocket frames. C11, Linux, no
// library beside libc.
#ifndef SYS_H
#define SYS_H
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

typedef uint8_t u8;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int64_t i64;

enum { OP_TEXT = 1, OP_BINARY = 2, OP_CLOSE = 8, OP_PING = 9, OP_PONG = 10 };

static inline _Noreturn void die(const char *what) {
  if (errno) fprintf(stderr, "%s: %s\n", what, strerror(errno));
  else fprintf(stderr, "%s\n", what);
  exit(1);
}

static inline i64 clock_ns(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static inline i64 now_ns(void) { return clock_ns(CLOCK_MONOTONIC); }

// As many descriptors as may be had.
static inline void raise_files(void) {
  struct rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files)) die("getrlimit");
  files.rlim_cur = files.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &files)) die("setrlimit");
}

static inline void no_delay(int fd) {
  int one = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

static inline void set_nonblocking(int fd, int on) {
  int flags = fcntl(fd, F_GETFL);
  fcntl(fd, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK);
}

// Waits for events, at most until `until_ns`; finer than epoll_wait's milliseconds.
static inline int wait_until(int epoll, struct epoll_event *events, int max, i64 until_ns) {
  i64 left = until_ns - now_ns();
  if (left < 0) left = 0;
  struct timespec t = {left / 1000000000LL, left % 1000000000LL};
  int n = epoll_pwait2(epoll, events, max, &t, NULL);
  if (n < 0 && errno != EINTR) die("epoll_pwait2");
  return n < 0 ? 0 : n;
}

// SplitMix64 (Steele, Lea, Flood 2014).
static inline u64 chance_next(u64 *state) {
  u64 z = (*state += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

static inline double chance(u64 *state) { return (double)(chance_next(state) >> 11) * 0x1p-53; }

// One frame of a WebSocket, as found in a buffer.
//   | fin, opcode u8 | masked bit, length u8 | [u16 | u64] | [mask 4 bytes] | payload |
struct frame {
  int op;
  int fin;
  u8 *mask;  // NULL if it is not masked
  u8 *payload;
  u64 length;
  u64 whole;  // with its header
};

// 1 and the frame, or 0 if the buffer does not hold all of it.
static inline int frame_read(u8 *at, u64 have, struct frame *f) {
  if (have < 2) return 0;
  u64 header = 2;
  u64 length = at[1] & 0x7f;
  if (length == 126) {
    if (have < 4) return 0;
    length = (u64)at[2] << 8 | at[3];
    header = 4;
  } else if (length == 127) {
    if (have < 10) return 0;
    length = 0;
    for (int i = 2; i < 10; i++) length = length << 8 | at[i];
    header = 10;
  }
  f->mask = NULL;
  if (at[1] & 0x80) {
    f->mask = at + header;
    header += 4;
  }
  if (length > 1 << 30) die("a frame beyond all bounds");
  if (have < header + length) return 0;
  f->op = at[0] & 0x0f;
  f->fin = at[0] >> 7;
  f->payload = at + header;
  f->length = length;
  f->whole = header + length;
  return 1;
}

#endif
