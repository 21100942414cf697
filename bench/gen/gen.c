// The load of the workload "arena": N WebSocket clients in one thread, that move about and count what they are sent.
//
//   gen --kind raw|takt|colyseus --port P --players N [--host 127.0.0.1] [--hz 20] [--warm 20] [--seconds 8]
//       [--seed 1] [--pid SERVER] [--beside PID[,PID…]] [--room arena] [--patience 0] [--join-limit 60] [--idle 1]
//       [--press 1] [--relief 0]
//
// Everyone joins; then each sends an input per tick, the sends spread evenly over the interval in
// a shuffled order; after the warm-up everything is measured for a window, and told as one line of JSON on standard
// output. With --pid the server's CPU time is read at both ends of the window, here and not in the program that started
// both: at the very moment at which counting starts and stops; with --beside also that of our other programs on this
// one's CPU, so that they are not taken for others. SIGTERM ends the window early. With --patience the window opens, so
// many seconds late at most, after a second in which others left the CPUs alone. Who has not joined after --join-limit
// seconds does not. At the end all say goodbye, so that the next load finds an empty server.
//
// With --idle 1 nobody sends an input. --press is the buttons that all hold once the warm-up is over: a room may do
// busy work for who holds one. With --relief all go on for so many seconds after the window, half of them leave at
// once, and what is sent to the others is told in slices of a quarter second.
//
// Files: sys.h (time, chance, frames), measure.h (histograms, /proc), dialects.h (how each server is spoken to), this
// one (clients, schedule, report).
#include "sys.h"

#include "measure.h"

#include <signal.h>
#include <sys/prctl.h>

#define SAMPLED 16
#define SLICE_NS 250000000LL
#define SLICES 400
#define GOODBYE_NS 3000000000LL
#define PRESSED_NS 5000000000LL  // until what buttons ask for has set in
#define PING_EVERY_NS 250000000LL
#define JOIN_TIMEOUT_S 15
#define JOINS_IN_FLIGHT 64
#define CLIENTS_PER_ADDRESS 200
#define GRAIN_NS 200000LL  // of sending and reading: waking up for each of 80,000 sends a second costs too much
#define NOISE_MAX 0.08  // what others may take of a CPU, share of the time

enum state { OPENING, UPGRADED, GREETED, PLAYING, LEAVING, LOST };

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
  i64 begun_ns;  // to join
  // what is counted
  i64 last_ns;
  u32 snapshots;
};

static struct {
  const char *kind, *host, *room;
  int port, players, hz, pid;
  int idle, press;
  double warm, seconds, patience, join_limit, relief;
  u64 seed;
} opt = {.host = "127.0.0.1", .room = "arena", .hz = 20, .warm = 20, .seconds = 8, .join_limit = 60, .seed = 1};

static struct client *clients;
static int epoll;
static u64 chances;

static int measuring, leaving, pressed;
static volatile sig_atomic_t stop;
static struct {
  u64 snapshots, whole, payload_bytes, wire_bytes, up_bytes, inputs, blocked, ignored;
  int lost;
  struct histogram intervals, late, pings;
} seen;

// What was sent after half had left.
static i64 relieved_ns;
static struct {
  u32 snapshots;
  i64 longest_ns;
} slices[SLICES];

static char why_lost[200];

static void lose(struct client *c, const char *why) {
  if (c->state == LOST) return;
  if (!why_lost[0] && !leaving) {
    snprintf(why_lost, sizeof why_lost, "client %d: %s", c->index, why);
    for (char *at = why_lost; *at; at++) {
      if (*at == '"' || *at == '\\' || (u8)*at < ' ') *at = ' ';  // it goes into JSON
    }
  }
  c->state = LOST;
  if (!leaving) seen.lost++;
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
  i64 slice = relieved_ns ? (now - relieved_ns) / SLICE_NS : SLICES;
  if (slice < SLICES && c->index % 2 == 0) {
    slices[slice].snapshots++;
    if (now - c->last_ns > slices[slice].longest_ns) slices[slice].longest_ns = now - c->last_ns;
  }
  c->last_ns = now;
}

// Connects from an address that it shares with some others only, as players do: servers limit what one may ask for. On
// loopback all of 127.0.0.0/8 is ours.
static int open_socket(int index) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) die("socket");
  int one = 1;
  u32 address = INADDR_LOOPBACK + 256 * (1 + index / CLIENTS_PER_ADDRESS);
  struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(address)};
  setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
  if (!strncmp(opt.host, "127.", 4) && bind(fd, (struct sockaddr *)&from, sizeof from)) die("bind");
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
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (got <= 0) {
    lose(c, got ? strerror(errno) : "the server hung up");
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

// Nobody gets in: say why, soon.
static _Noreturn void refused(void) {
  fprintf(stderr, "gen: nobody gets in; %s\n", why_lost);
  exit(1);
}

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
  c->fd = open_socket(c->index);
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

// Begins to join. The rest comes with the server's answers: those of many at a time are awaited, since a room may take
// until its next tick to answer.
static void begin_join(struct client *c) {
  char path[512] = "/";
  c->begun_ns = now_ns();
  if (!dialect->find(c, path, sizeof path)) return;
  upgrade(c, path);
  if (c->state != UPGRADED) return;
  set_nonblocking(c->fd, 1);
  // Told once of what came: receive() always has room for more than there is, so that it leaves nothing behind.
  struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.ptr = c};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event)) die("epoll_ctl");
  dialect->on_upgraded(c);
}

// Waits until at most `left` of the clients up to number `begun` have no answer yet; `oldest` is the first of those.
static void await_joins(int begun, int left, int *oldest) {
  for (;; poll_until(now_ns() + 5000000LL)) {
    for (; *oldest < begun; (*oldest)++) {
      struct client *c = &clients[*oldest];
      if (c->state < PLAYING && now_ns() - c->begun_ns > JOIN_TIMEOUT_S * 1000000000LL) lose(c, "no answer");
      if (c->state < PLAYING) break;
    }
    if (begun - *oldest <= left) return;
  }
}

static int join_all(void) {
  i64 until = now_ns() + (i64)(opt.join_limit * 1e9);
  int oldest = 0, joined = 0;
  for (int i = 0; i < opt.players; i++) {
    struct client *c = &clients[i];
    c->fd = -1;
    c->index = i;
    c->chance = chance_next(&chances);
    if (now_ns() < until) begin_join(c);
    else lose(c, "the limit of time to join was over");
    poll_until(0);
    // The first few by themselves: if nobody gets in, that shows.
    await_joins(i + 1, i < 3 ? 0 : JOINS_IN_FLIGHT, &oldest);
    if (i == 2 && clients[0].state == LOST && clients[1].state == LOST && clients[2].state == LOST) refused();
  }
  await_joins(opt.players, 0, &oldest);
  for (int i = 0; i < opt.players; i++) joined += clients[i].state == PLAYING;
  return joined;
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
  c->buttons = (chance(&c->chance) < 1.0 / 16) | (pressed ? opt.press : 0);
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
  return !(others_of_server(&used, seconds) > NOISE_MAX || others_of_load(&used, seconds) > NOISE_MAX);
}

// Says goodbye for every `step`th client, beginning with number `from`.
static void say_goodbye(int from, int step) {
  leaving = 1;
  for (int i = from; i < opt.players; i += step) {
    if (clients[i].state == PLAYING && dialect->goodbye >= 0) {
      u8 goodbye = dialect->goodbye;
      send_frame(&clients[i], OP_BINARY, &goodbye, 1);
    }
    if (clients[i].state == PLAYING) clients[i].state = LEAVING;
  }
}

// Reads until the server has hung up on all who left, for some seconds at most.
static void await_hang_ups(void) {
  i64 until = now_ns() + GOODBYE_NS;
  for (int i = 0; i < opt.players && dialect->goodbye >= 0; i++) {
    while (clients[i].state == LEAVING && now_ns() < until) poll_until(now_ns() + 10000000LL);
  }
}

// Whose turn it is sends an input; a client is left out while it has no place.
static void take_turn(struct client *c, i64 due, double step_seconds) {
  if (measuring) histogram_add(&seen.late, now_ns() - due);
  if (c->state != PLAYING) return;
  move(c, due, step_seconds);
  c->seq++;
  dialect->send_input(c);
  if (measuring) seen.inputs++;
}

// Sends and receives from `start` on until the window's end, and what comes after it; the window begins at
// `warm_until`, or when it is quiet.
static void play(i64 start, i64 warm_until, struct usage *before, struct usage *after) {
  i64 press_at = opt.press ? warm_until : INT64_MAX;
  if (opt.press) warm_until += PRESSED_NS;
  i64 patient_until = warm_until + (i64)(opt.patience * 1e9);
  i64 end = INT64_MAX, over = INT64_MAX, looked = 0;
  int n = opt.players;
  int *order = shuffled(n);
  double interval_ns = 1e9 / opt.hz;
  int sampled = n < SAMPLED ? n : SAMPLED;
  u64 sends = 0, pings = 0;
  for (;;) {
    i64 send_due = opt.idle ? INT64_MAX : start + (i64)(sends * (interval_ns / n));
    i64 ping_due = start + (i64)(pings * (PING_EVERY_NS / sampled));
    i64 due = send_due < ping_due ? send_due : ping_due;
    i64 now = now_ns();
    pressed = now >= press_at;
    if (!measuring && end == INT64_MAX && now >= warm_until && (now >= patient_until || is_quiet(now))) {
      usage_read(opt.pid, before);
      measuring = 1;
      end = now + (i64)(opt.seconds * 1e9);
      continue;
    }
    if (over == INT64_MAX && (now >= end || stop)) {
      if (!measuring) usage_read(opt.pid, before);
      measuring = 0;
      usage_read(opt.pid, after);
      over = now + (i64)(opt.relief * 1e9);
      if (opt.relief > 0) {
        relieved_ns = now;
        say_goodbye(1, 2);
      }
    }
    if (now >= over || stop) break;
    if (now < due) {
      poll_until(now + GRAIN_NS > due ? now + GRAIN_NS : due);
      looked = now_ns();
      continue;
    }
    if (send_due <= ping_due) {
      take_turn(&clients[order[sends++ % n]], send_due, interval_ns / 1e9);
    } else {
      struct client *c = &clients[(u64)(pings++ % sampled) * n / sampled];
      if (c->state == PLAYING) ping(c);
    }
    // A look at the sockets now and then: a late generator neither starves what it reads nor stops sending.
    if (now - looked > GRAIN_NS) {
      poll_until(0);
      looked = now;
    }
  }
  free(order);
}

// ---- the report

static int by_size(const void *a, const void *b) {
  u32 x = *(const u32 *)a, y = *(const u32 *)b;
  return (x > y) - (x < y);
}

// How many snapshots the client had that had the fewest, and the one in the middle.
static void snapshots_of_clients(u32 *least, u32 *median) {
  u32 *counts = malloc(opt.players * sizeof *counts);
  if (!counts) die("memory");
  for (int i = 0; i < opt.players; i++) counts[i] = clients[i].snapshots;
  qsort(counts, opt.players, sizeof *counts, by_size);
  *least = counts[0];
  *median = counts[opt.players / 2];
  free(counts);
}

static void share_print(const char *name, double share) {
  if (isnan(share)) printf(",\"%s\":null", name);
  else printf(",\"%s\":%.4f", name, share);
}

// By quarter of a second since half had left: snapshots that came to the others, and the longest any of them waited.
static void relief_print(void) {
  int count = (int)(opt.relief * 1e9 / SLICE_NS);
  printf(",\"relief\":[");
  for (int i = 0; i < count && i < SLICES; i++) {
    printf("%s[%u,%.1f]", i ? "," : "", slices[i].snapshots, slices[i].longest_ns / 1e6);
  }
  printf("]");
}

static void report(int joined, const struct usage *idle, const struct usage *before, const struct usage *after) {
  double seconds = (after->at_ns - before->at_ns) / 1e9;
  double player_ticks = opt.players * seconds * opt.hz;
  struct usage used = usage_between(before, after);
  u32 least, median;
  snapshots_of_clients(&least, &median);
  u64 snapshots = seen.snapshots ? seen.snapshots : 1;
  printf("{\"kind\":\"%s\",\"players\":%d,\"hz\":%d,\"seed\":%llu", opt.kind, opt.players, opt.hz,
         (unsigned long long)opt.seed);
  printf(",\"joined\":%d,\"lost\":%d,\"lost_why\":\"%s\"", joined, seen.lost, why_lost);
  printf(",\"warm_s\":%.1f,\"window_s\":%.3f,\"snapshots\":%llu,\"whole\":%llu", opt.warm, seconds,
         (unsigned long long)seen.snapshots, (unsigned long long)seen.whole);
  printf(",\"rate_median\":%.2f,\"rate_min\":%.2f", median / seconds, least / seconds);
  printf(",\"snapshot_bytes\":%.2f,\"payload_bytes_per_s\":%.1f,\"wire_bytes_per_s\":%.1f,\"up_bytes_per_s\":%.1f",
         (double)seen.payload_bytes / snapshots, seen.payload_bytes / seconds / opt.players,
         seen.wire_bytes / seconds / opt.players, seen.up_bytes / seconds / opt.players);
  histogram_print("interval_ms", &seen.intervals);
  histogram_print("ping_ms", &seen.pings);
  printf(",\"inputs\":%llu,\"inputs_blocked\":%llu,\"other_messages\":%llu", (unsigned long long)seen.inputs,
         (unsigned long long)seen.blocked, (unsigned long long)seen.ignored);
  printf(",\"gen_util\":%.3f,\"gen_wait\":%.4f", used.own_cpu_ns / 1e9 / seconds, used.own_wait_ns / 1e9 / seconds);
  share_print("gen_others", others_of_load(&used, seconds));
  printf(",\"gen_late_ms\":%.3f", histogram_at(&seen.late, 0.99) / 1e6);
  if (opt.pid) {
    printf(",\"server_cpu_s\":%.4f,\"server_cpu_check_s\":%.4f", used.cpu_ns / 1e9, used.cpu_check_s);
    printf(",\"server_wait\":%.4f", used.wait_ns / 1e9 / seconds);
    share_print("server_others", others_of_server(&used, seconds));
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
  if (opt.relief > 0) relief_print();
  printf("}\n");
}

// ---- the command line

static void usage_error(const char *what) {
  fprintf(stderr,
          "gen: %s\n  gen --kind raw|takt|colyseus --port P --players N [--host 127.0.0.1] [--hz 20] [--warm 20]\n"
          "      [--seconds 8] [--seed 1] [--pid SERVER] [--beside PID[,PID...]] [--room arena] [--patience 0]\n"
          "      [--join-limit 60] [--idle 1] [--press 1] [--relief 0]\n",
          what);
  exit(2);
}

static void besides(const char *pids) {
  for (const char *at = pids; at && *at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL) {
    if (beside_count == sizeof beside / sizeof *beside) usage_error("--beside: 8 at most are expected");
    beside[beside_count++] = atoi(at);
  }
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
    else if (!strcmp(name, "--join-limit")) opt.join_limit = atof(value);
    else if (!strcmp(name, "--relief")) opt.relief = atof(value);
    else if (!strcmp(name, "--press")) opt.press = atoi(value);
    else if (!strcmp(name, "--idle")) opt.idle = atoi(value);
    else if (!strcmp(name, "--beside")) besides(value);
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
      opt.patience > 3600 || opt.join_limit <= 0 || opt.join_limit > 3600) {
    usage_error("--warm, --seconds, --patience and --join-limit: up to an hour is expected");
  }
  if (opt.relief < 0 || opt.relief > 60) usage_error("--relief: up to a minute is expected");
  if (opt.press < 0 || opt.press > 15) usage_error("--press: 0 to 15 is expected");
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
  int joined = join_all();
  fprintf(stderr, "gen: %d of %d joined\n", joined, opt.players);
  i64 start = now_ns();
  i64 warm_until = start + (i64)(opt.warm * 1e9);
  play(start, warm_until, &before, &after);
  report(joined, &idle, &before, &after);
  fflush(stdout);
  say_goodbye(0, 1);
  await_hang_ups();
  return 0;
}
