// The load of the workload "arena": N WebSocket clients in one thread, that move about and count what they are sent.
//
//   gen --kind raw|takt|colyseus --port P --players N [--host 127.0.0.1] [--hz 20] [--warm 20] [--seconds 8]
//       [--seed 1] [--pid SERVER] [--room arena] [--patience 0]
//
// Everyone joins, one after the other; then each sends an input per tick, the sends spread evenly over the interval in
// a shuffled order; after the warm-up everything is measured for a window, and told as one line of JSON on standard
// output. With --pid the server's CPU time is read at both ends of the window, here and not in the program that started
// both: at the very moment at which counting starts and stops. SIGTERM ends the window early. With --patience the
// window opens, so many seconds late at most, after a second in which others left the CPUs alone.
//
// Files: sys.h (time, chance, frames), measure.h (histograms, /proc), dialects.h (how each server is spoken to), this
// one (clients, schedule, report).
#include "sys.h"

#include "measure.h"

#include <math.h>
#include <signal.h>
#include <sys/prctl.h>

#define SAMPLED 16
#define PING_EVERY_NS 250000000LL
#define JOIN_TIMEOUT_S 15
#define NOISE_MAX 0.08  // waiting for a CPU, share of the time

enum state { OPENING, UPGRADED, GREETED, PLAYING, LOST };

struct client {
  int fd;
  int index;
  enum state state;
  u8 *rest;  // bytes of a frame not yet whole
  u32 rest_length;
  u32 rest_room;
  // what its hands do
  u64 chance;
  i64 segment_ends_ns;
  int dx, dy;  // hundredths
  double aim;
  double turn;  // radians a second
  int buttons;
  u32 seq;
  // what it was told, by Takt
  u64 room, epoch, seen, heard;
  // what is counted
  i64 last_ns;
  u32 snapshots;
};

static struct {
  const char *kind, *host, *room;
  int port, players, hz, pid;
  double warm, seconds, patience;
  u64 seed;
} opt = {.host = "127.0.0.1", .room = "arena", .hz = 20, .warm = 20, .seconds = 8, .seed = 1};

static struct client *clients;
static int epoll;
static u64 chances;

static int measuring;
static volatile sig_atomic_t stop;
static struct {
  u64 snapshots, whole, payload_bytes, wire_bytes, up_bytes, inputs, blocked, ignored;
  int lost;
  struct histogram intervals, late, pings;
} seen;

static char why_lost[200];

static void lose(struct client *c, const char *why) {
  if (c->state == LOST) return;
  if (!why_lost[0]) {
    snprintf(why_lost, sizeof why_lost, "client %d: %s", c->index, why);
    for (char *at = why_lost; *at; at++) {
      if (*at == '"' || *at == '\\' || (u8)*at < ' ') *at = ' ';  // it goes into JSON
    }
  }
  c->state = LOST;
  seen.lost++;
  if (c->fd >= 0) close(c->fd);
  c->fd = -1;
}

// Sends a frame, masked as a client must. What the socket does not take is not sent later: an input is stale by then.
static void send_frame(struct client *c, int op, const u8 *payload, u32 length) {
  u8 frame[4096];
  if (length > sizeof frame - 8) die("a frame of the generator's is too long");
  u32 at = 0;
  frame[at++] = 0x80 | op;
  if (length < 126) {
    frame[at++] = 0x80 | length;
  } else {
    frame[at++] = 0x80 | 126;
    frame[at++] = length >> 8;
    frame[at++] = length & 0xff;
  }
  u64 mask = chance_next(&chances);
  memcpy(frame + at, &mask, 4);
  const u8 *key = frame + at;
  at += 4;
  for (u32 i = 0; i < length; i++) frame[at + i] = payload[i] ^ key[i & 3];
  at += length;
  ssize_t sent = send(c->fd, frame, at, MSG_NOSIGNAL);
  if (sent == (ssize_t)at) {
    if (measuring) seen.up_bytes += at;
  } else if (sent < 0 && errno == EAGAIN) {
    seen.blocked++;
  } else {
    lose(c, sent < 0 ? strerror(errno) : "the socket took half a frame");
  }
}

// A snapshot came: the measure of all that is measured here.
static void on_snapshot(struct client *c, u32 length, int whole, i64 now) {
  if (measuring) {
    c->snapshots++;
    seen.snapshots++;
    seen.whole += whole;
    seen.payload_bytes += length;
    if (c->last_ns) histogram_add(&seen.intervals, now - c->last_ns);
  }
  c->last_ns = now;
}

static int open_socket(void) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) die("socket");
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(opt.port)};
  if (inet_pton(AF_INET, opt.host, &to.sin_addr) != 1) die("--host: an IPv4 address is expected");
  if (connect(fd, (struct sockaddr *)&to, sizeof to)) {
    close(fd);
    return -1;
  }
  no_delay(fd);
  struct timeval timeout = {JOIN_TIMEOUT_S, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  return fd;
}

#include "dialects.h"

static const struct dialect *dialect;

static void on_frame(struct client *c, struct frame *f, i64 now) {
  if (measuring) seen.wire_bytes += f->whole;
  switch (f->op) {
    case OP_TEXT:
    case OP_BINARY:
      if (f->fin) dialect->on_message(c, f->payload, f->length, now);
      else lose(c, "the server sends messages in parts, which is not counted here");
      break;
    case OP_PING:
      send_frame(c, OP_PONG, f->payload, f->length);
      break;
    case OP_PONG:
      if (measuring && f->length == 8) {
        i64 sent;
        memcpy(&sent, f->payload, 8);
        histogram_add(&seen.pings, now - sent);
      }
      break;
    case OP_CLOSE: {
      char why[128];
      int code = f->length >= 2 ? f->payload[0] << 8 | f->payload[1] : 0;
      snprintf(why, sizeof why, "the server closed with %d %.*s", code, f->length > 2 ? (int)f->length - 2 : 0,
               (char *)f->payload + 2);
      lose(c, why);
      break;
    }
    default:
      lose(c, "the server sends frames of an unknown kind");
  }
}

// Reads what is there, and takes the whole frames out of it.
static void receive(struct client *c) {
  static u8 buffer[1 << 20];
  if (c->rest_length) memcpy(buffer, c->rest, c->rest_length);
  ssize_t got = recv(c->fd, buffer + c->rest_length, sizeof buffer - c->rest_length, 0);
  if (got < 0 && (errno == EINTR || (errno == EAGAIN && c->state == PLAYING))) return;
  if (got <= 0) {
    lose(c, got ? errno == EAGAIN ? "no answer" : strerror(errno) : "the server hung up");
    return;
  }
  i64 now = now_ns();
  u64 have = c->rest_length + got;
  u64 at = 0;
  struct frame f;
  while (c->state != LOST && frame_read(buffer + at, have - at, &f)) {
    on_frame(c, &f, now);
    at += f.whole;
  }
  u32 left = have - at;
  if (left == sizeof buffer) die("the server sends a frame of more than 1 MB");
  if (left > c->rest_room) {
    c->rest_room = left + 1024;
    c->rest = realloc(c->rest, c->rest_room);
    if (!c->rest) die("memory");
  }
  if (left) memcpy(c->rest, buffer + at, left);
  c->rest_length = left;
}

static void poll_until(i64 until_ns) {
  struct epoll_event events[256];
  int n = wait_until(epoll, events, 256, until_ns);
  for (int i = 0; i < n; i++) {
    struct client *c = events[i].data.ptr;
    if (c->state != LOST) receive(c);
  }
}

// ---- joining

// Reads an HTTP answer's head, byte by byte so as to take nothing of what follows; 0 if none comes.
static int read_head(int fd, char *head, int max) {
  int at = 0;
  while (at < max - 1 && recv(fd, head + at, 1, 0) == 1) {
    head[++at] = 0;
    if (at >= 4 && !memcmp(head + at - 4, "\r\n\r\n", 4)) return at;
  }
  return 0;
}

static void upgrade(struct client *c, const char *path) {
  char text[1024];
  int length = snprintf(text, sizeof text,
                        "GET %s HTTP/1.1\r\nHost: %s:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s%s%s\r\n",
                        path, opt.host, opt.port, dialect->subprotocol ? "Sec-WebSocket-Protocol: " : "",
                        dialect->subprotocol ? dialect->subprotocol : "", dialect->subprotocol ? "\r\n" : "");
  c->fd = open_socket();
  if (c->fd < 0) {
    lose(c, "no connection");
    return;
  }
  if (send(c->fd, text, length, MSG_NOSIGNAL) != length) {
    lose(c, "no connection");
    return;
  }
  char head[4096] = "";
  if (!read_head(c->fd, head, sizeof head)) {
    lose(c, "no answer to the upgrade");
  } else if (strncmp(head, "HTTP/1.1 101", 12)) {
    head[strcspn(head, "\r")] = 0;
    lose(c, head);
  } else {
    c->state = UPGRADED;
  }
}

static void join(struct client *c) {
  char path[512] = "/";
  if (!dialect->find(c, path, sizeof path)) return;
  upgrade(c, path);
  if (c->state == UPGRADED) dialect->on_upgraded(c);
  while (c->state != PLAYING && c->state != LOST) receive(c);
  if (c->state == LOST) return;
  set_nonblocking(c->fd, 1);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event)) die("epoll_ctl");
}

// ---- playing

// Segments of 0.5 to 2 s; one in ten stands still, half of the others turn.
static void move(struct client *c, i64 now, double step_seconds) {
  if (now >= c->segment_ends_ns) {
    c->segment_ends_ns = now + (i64)((0.5 + 1.5 * chance(&c->chance)) * 1e9);
    c->turn = 0;
    if (chance(&c->chance) < 0.1) {
      c->dx = c->dy = 0;
    } else {
      c->aim = chance(&c->chance) * 2 * M_PI;
      c->dx = (int)lround(cos(c->aim) * 100);
      c->dy = (int)lround(sin(c->aim) * 100);
      if (chance(&c->chance) < 0.5) c->turn = chance(&c->chance) < 0.5 ? 1 : -1;
    }
  }
  c->aim = fmod(c->aim + c->turn * step_seconds + 2 * M_PI, 2 * M_PI);
  c->buttons = chance(&c->chance) < 1.0 / 16;
}

static void ping(struct client *c) {
  i64 now = now_ns();
  send_frame(c, OP_PING, (u8 *)&now, 8);
}

static int *shuffled(int n) {
  int *order = malloc(n * sizeof *order);
  if (!order) die("memory");
  for (int i = 0; i < n; i++) order[i] = i;
  for (int i = n - 1; i > 0; i--) {
    int j = chance_next(&chances) % (i + 1);
    int kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
  return order;
}

// Whether the last second was quiet, less noisy than a row may be; false until a second has passed.
static int is_quiet(i64 now) {
  static struct usage last, current;
  if (last.at_ns && now - last.at_ns < 1000000000LL) return 0;
  usage_read(opt.pid, &current);
  struct usage used = usage_between(&last, &current);
  double seconds = (current.at_ns - last.at_ns) / 1e9;
  int first = !last.at_ns;
  last = current;
  if (first) return 0;
  i64 wait_ns = used.own_wait_ns > used.wait_ns ? used.own_wait_ns : used.wait_ns;
  return wait_ns / 1e9 < NOISE_MAX * seconds;
}

// Sends and receives from `start` on until the window's end; the window begins at `warm_until`, or when it is quiet.
static void play(i64 start, i64 warm_until, struct usage *before, struct usage *after) {
  i64 end = INT64_MAX;
  i64 patient_until = warm_until + (i64)(opt.patience * 1e9);
  int n = opt.players;
  int *order = shuffled(n);
  double interval_ns = 1e9 / opt.hz;
  int sampled = n < SAMPLED ? n : SAMPLED;
  u64 sends = 0, pings = 0;
  for (;;) {
    i64 send_due = start + (i64)(sends * (interval_ns / n));
    i64 ping_due = start + (i64)(pings * (PING_EVERY_NS / sampled));
    i64 due = send_due < ping_due ? send_due : ping_due;
    i64 now = now_ns();
    if (!measuring && now >= warm_until && (now >= patient_until || is_quiet(now))) {
      usage_read(opt.pid, before);
      measuring = 1;
      end = now + (i64)(opt.seconds * 1e9);
      continue;
    }
    if (now >= end || stop) {
      if (!measuring) usage_read(opt.pid, before);
      measuring = 0;
      usage_read(opt.pid, after);
      free(order);
      return;
    }
    if (now < due) {
      poll_until(due);
      continue;
    }
    if (send_due <= ping_due) {
      struct client *c = &clients[order[sends++ % n]];
      if (measuring) histogram_add(&seen.late, now - send_due);
      if (c->state != PLAYING) continue;
      move(c, send_due, interval_ns / 1e9);
      c->seq++;
      dialect->send_input(c);
      if (measuring) seen.inputs++;
    } else {
      struct client *c = &clients[(u64)(pings++ % sampled) * n / sampled];
      if (c->state == PLAYING) ping(c);
    }
    // One look at the sockets after each send: a late generator neither starves what it reads nor stops sending.
    poll_until(0);
  }
}

// ---- the report

static int by_count(const void *a, const void *b) {
  u32 x = ((const struct client *)a)->snapshots, y = ((const struct client *)b)->snapshots;
  return (x > y) - (x < y);
}

static void report(int joined, const struct usage *idle, const struct usage *before, const struct usage *after) {
  double seconds = (after->at_ns - before->at_ns) / 1e9;
  double player_ticks = opt.players * seconds * opt.hz;
  struct usage used = usage_between(before, after);
  qsort(clients, opt.players, sizeof *clients, by_count);
  u64 snapshots = seen.snapshots ? seen.snapshots : 1;
  printf("{\"kind\":\"%s\",\"players\":%d,\"hz\":%d,\"seed\":%llu", opt.kind, opt.players, opt.hz,
         (unsigned long long)opt.seed);
  printf(",\"joined\":%d,\"lost\":%d,\"lost_why\":\"%s\"", joined, seen.lost, why_lost);
  printf(",\"warm_s\":%.1f,\"window_s\":%.3f,\"snapshots\":%llu,\"whole\":%llu", opt.warm, seconds,
         (unsigned long long)seen.snapshots, (unsigned long long)seen.whole);
  printf(",\"rate_median\":%.2f,\"rate_min\":%.2f", clients[opt.players / 2].snapshots / seconds,
         clients[0].snapshots / seconds);
  printf(",\"snapshot_bytes\":%.2f,\"payload_bytes_per_s\":%.1f,\"wire_bytes_per_s\":%.1f,\"up_bytes_per_s\":%.1f",
         (double)seen.payload_bytes / snapshots, seen.payload_bytes / seconds / opt.players,
         seen.wire_bytes / seconds / opt.players, seen.up_bytes / seconds / opt.players);
  histogram_print("interval_ms", &seen.intervals);
  histogram_print("ping_ms", &seen.pings);
  printf(",\"inputs\":%llu,\"inputs_blocked\":%llu,\"other_messages\":%llu", (unsigned long long)seen.inputs,
         (unsigned long long)seen.blocked, (unsigned long long)seen.ignored);
  printf(",\"gen_util\":%.3f,\"gen_wait\":%.4f", used.own_cpu_ns / 1e9 / seconds, used.own_wait_ns / 1e9 / seconds);
  printf(",\"gen_late_ms\":%.3f", histogram_at(&seen.late, 0.99) / 1e6);
  if (opt.pid) {
    printf(",\"server_cpu_s\":%.4f,\"server_cpu_check_s\":%.4f", used.cpu_ns / 1e9, used.cpu_check_s);
    printf(",\"server_wait\":%.4f", used.wait_ns / 1e9 / seconds);
    printf(",\"us_per_player_tick\":%.4f,\"us_per_snapshot\":%.4f", used.cpu_ns / 1e3 / player_ticks,
           used.cpu_ns / 1e3 / snapshots);
    printf(",\"rss_idle_mb\":%.1f,\"rss_mb\":%.1f", idle->rss_bytes / 1e6, after->rss_bytes / 1e6);
    printf(",\"rss_kb_per_client\":%.2f,\"server_threads\":%d",
           (after->rss_bytes - idle->rss_bytes) / 1e3 / opt.players, after->threads);
    printf(",\"threads\":[");
    const char *comma = "";
    for (int i = 0; i < used.threads; i++) {
      if (used.of[i].cpu_ns < used.cpu_ns / 100) continue;
      printf("%s[\"%s\",%.3f]", comma, used.of[i].name, (double)used.of[i].cpu_ns / used.cpu_ns);
      comma = ",";
    }
    printf("]");
  }
  printf("}\n");
}

// ---- the command line

static void usage_error(const char *what) {
  fprintf(stderr,
          "gen: %s\n  gen --kind raw|takt|colyseus --port P --players N [--host 127.0.0.1] [--hz 20] [--warm 20]\n"
          "      [--seconds 8] [--seed 1] [--pid SERVER] [--room arena] [--patience 0]\n",
          what);
  exit(2);
}

static void arguments(int count, char **args) {
  for (int i = 1; i < count; i += 2) {
    if (i + 1 == count) usage_error("the last option has no value");
    const char *name = args[i], *value = args[i + 1];
    if (!strcmp(name, "--kind")) opt.kind = value;
    else if (!strcmp(name, "--host")) opt.host = value;
    else if (!strcmp(name, "--room")) opt.room = value;
    else if (!strcmp(name, "--port")) opt.port = atoi(value);
    else if (!strcmp(name, "--players")) opt.players = atoi(value);
    else if (!strcmp(name, "--hz")) opt.hz = atoi(value);
    else if (!strcmp(name, "--pid")) opt.pid = atoi(value);
    else if (!strcmp(name, "--warm")) opt.warm = atof(value);
    else if (!strcmp(name, "--seconds")) opt.seconds = atof(value);
    else if (!strcmp(name, "--patience")) opt.patience = atof(value);
    else if (!strcmp(name, "--seed")) opt.seed = strtoull(value, NULL, 10);
    else usage_error(name);
  }
  if (!opt.kind) usage_error("--kind is missing");
  for (const struct dialect *d = dialects; d->name; d++) {
    if (!strcmp(d->name, opt.kind)) dialect = d;
  }
  if (!dialect) usage_error("--kind: raw, takt or colyseus is expected");
  if (opt.port < 1 || opt.port > 65535) usage_error("--port: 1 to 65535 is expected");
  if (opt.players < 1 || opt.players > 15000) usage_error("--players: 1 to 15000 is expected");
  if (opt.hz < 1 || opt.hz > 128) usage_error("--hz: 1 to 128 is expected");
  if (opt.seconds <= 0 || opt.seconds > 3600 || opt.warm < 0 || opt.warm > 3600 || opt.patience < 0 ||
      opt.patience > 3600) {
    usage_error("--warm, --seconds and --patience: up to an hour is expected");
  }
}

// Nobody gets in: say why, soon.
static _Noreturn void refused(void) {
  fprintf(stderr, "gen: nobody gets in; %s\n", why_lost);
  exit(1);
}

static void on_term(int signal) {
  (void)signal;
  stop = 1;
}

int main(int count, char **args) {
  arguments(count, args);
  raise_files();
  signal(SIGTERM, on_term);
  prctl(PR_SET_TIMERSLACK, 1000UL);
  chances = opt.seed;
  epoll = epoll_create1(EPOLL_CLOEXEC);
  clients = calloc(opt.players, sizeof *clients);
  if (epoll < 0 || !clients) die("start");

  struct usage idle, before, after;
  usage_read(opt.pid, &idle);
  int joined = 0;
  for (int i = 0; i < opt.players; i++) {
    struct client *c = &clients[i];
    c->fd = -1;
    c->index = i;
    c->chance = chance_next(&chances);
    join(c);
    if (c->state == PLAYING) joined++;
    else if (joined == 0 && i == 2) refused();
    poll_until(0);
  }
  fprintf(stderr, "gen: %d of %d joined\n", joined, opt.players);
  i64 start = now_ns();
  i64 warm_until = start + (i64)(opt.warm * 1e9);
  play(start, warm_until, &before, &after);
  report(joined, &idle, &before, &after);
  return 0;
}
