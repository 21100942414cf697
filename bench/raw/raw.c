// The least a broadcaster can be: rooms of 20, one constant frame per client and tick, inputs read and dropped. One
// thread, epoll. What the servers of ./takt bench arena cost is told as a multiple of what this one costs.
//
//   raw PORT [HZ] [BYTES]        20 Hz, 120 bytes of payload
//
// It speaks enough of WebSocket to be a server: the handshake, pings answered, nothing else. A tick is cut into 20
// slots, a room sends in one of them, by absolute deadlines; so do servers that spread their rooms. What a client does
// not take at once ends its connection.
#include "../gen/sys.h"

#define SEATS 20
#define SLOTS 20
#define CLIENTS_MAX 16000
#define ROOMS_MAX (CLIENTS_MAX / SEATS)
#define BYTES_MAX 65000

struct client {
  int fd;  // 0 for a free one
  int room, seat;
  int upgraded;
  int held;
  u8 buffer[1024];  // of a request, then of a frame not yet whole
};

struct room {
  int players;
  struct client *seats[SEATS];
};

static struct client *clients[CLIENTS_MAX + 64];  // by descriptor
static struct room rooms[ROOMS_MAX];
static int rooms_used;
static u8 frame_bytes[BYTES_MAX + 10];
static int frame_length;

// ---- the handshake's SHA-1 and Base64 (RFC 6455, 4.2.2)

static u32 turn(u32 x, int by) { return x << by | x >> (32 - by); }

static void sha1_block(u32 *h, const u8 *block) {
  u32 w[80];
  for (int i = 0; i < 16; i++) {
    w[i] = (u32)block[4 * i] << 24 | block[4 * i + 1] << 16 | block[4 * i + 2] << 8 | block[4 * i + 3];
  }
  for (int i = 16; i < 80; i++) w[i] = turn(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
  u32 a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
  for (int i = 0; i < 80; i++) {
    u32 f = i < 20 ? (b & c) | (~b & d) : i < 40 ? b ^ c ^ d : i < 60 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
    u32 k = i < 20 ? 0x5a827999 : i < 40 ? 0x6ed9eba1 : i < 60 ? 0x8f1bbcdc : 0xca62c1d6;
    u32 next = turn(a, 5) + f + e + k + w[i];
    e = d, d = c, c = turn(b, 30), b = a, a = next;
  }
  h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
}

// For less than 120 bytes: a key and the protocol's GUID are 60.
static void sha1(const char *text, u8 *digest) {
  u8 blocks[128] = {0};
  u64 length = strlen(text);
  memcpy(blocks, text, length);
  blocks[length] = 0x80;
  int count = length < 56 ? 1 : 2;
  for (int i = 0; i < 8; i++) blocks[64 * count - 1 - i] = length * 8 >> 8 * i;
  u32 h[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  for (int i = 0; i < count; i++) sha1_block(h, blocks + 64 * i);
  for (int i = 0; i < 20; i++) digest[i] = h[i / 4] >> (24 - 8 * (i % 4));
}

static void base64(const u8 *digest, char *text) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (int i = 0; i < 21; i += 3) {
    u32 three = (u32)digest[i] << 16 | digest[i + 1] << 8 | (i + 2 < 20 ? digest[i + 2] : 0);
    for (int j = 0; j < 4; j++) *text++ = letters[three >> (18 - 6 * j) & 63];
  }
  text[-1] = '=';
  *text = 0;
}

// ---- clients and rooms

static void leave(struct client *c) {
  if (c->upgraded) {
    struct room *r = &rooms[c->room];
    r->seats[c->seat] = r->seats[--r->players];
    r->seats[c->seat]->seat = c->seat;
    r->seats[r->players] = NULL;
  }
  clients[c->fd] = NULL;
  close(c->fd);
  free(c);
}

// Into the oldest room with a free seat.
static int enter(struct client *c) {
  int i = 0;
  while (i < rooms_used && rooms[i].players == SEATS) i++;
  if (i == ROOMS_MAX) return 0;
  if (i == rooms_used) rooms_used++;
  c->room = i;
  c->seat = rooms[i].players++;
  rooms[i].seats[c->seat] = c;
  c->upgraded = 1;
  return 1;
}

static int send_all(struct client *c, const void *bytes, int length) {
  return send(c->fd, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT) == length;
}

// 0 if the client is to go.
static int handshake(struct client *c) {
  c->buffer[c->held] = 0;
  char *head = (char *)c->buffer, *end = strstr(head, "\r\n\r\n");
  if (!end) return c->held < (int)sizeof c->buffer - 1;
  char *key = strcasestr(head, "Sec-WebSocket-Key:");
  if (!key || end[4]) return 0;
  key += strlen("Sec-WebSocket-Key:");
  key += strspn(key, " ");
  int length = strcspn(key, " \r\n");
  if (length != 24) return 0;
  char text[80], accept[32], answer[256];
  u8 digest[20];
  snprintf(text, sizeof text, "%.24s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key);
  sha1(text, digest);
  base64(digest, accept);
  int n = snprintf(answer, sizeof answer,
                   "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                   "Sec-WebSocket-Accept: %s\r\n\r\n",
                   accept);
  c->held = 0;
  return send_all(c, answer, n) && enter(c);
}

static int answer_ping(struct client *c, struct frame *f) {
  u8 pong[127] = {0x80 | OP_PONG, (u8)f->length};
  if (f->length > 125 || !f->mask) return 0;
  for (u64 i = 0; i < f->length; i++) pong[2 + i] = f->payload[i] ^ f->mask[i & 3];
  return send_all(c, pong, 2 + f->length);
}

static int read_frames(struct client *c) {
  struct frame f;
  int at = 0;
  while (frame_read(c->buffer + at, c->held - at, &f)) {
    if (f.op == OP_CLOSE || (f.op == OP_PING && !answer_ping(c, &f))) return 0;
    at += f.whole;
  }
  c->held -= at;
  if (at) memmove(c->buffer, c->buffer + at, c->held);
  return c->held < (int)sizeof c->buffer - 1;
}

static void receive(struct client *c) {
  ssize_t got = recv(c->fd, c->buffer + c->held, sizeof c->buffer - 1 - c->held, 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got > 0) {
    c->held += got;
    if (c->upgraded ? read_frames(c) : handshake(c)) return;
  }
  leave(c);
}

static void accept_all(int listener, int epoll) {
  for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
    struct client *c = fd < CLIENTS_MAX + 64 ? calloc(1, sizeof *c) : NULL;
    if (!c) {
      close(fd);
      continue;
    }
    no_delay(fd);
    c->fd = fd;
    clients[fd] = c;
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event)) die("epoll_ctl");
  }
}

// One slot of a tick: its rooms, everyone in them.
static void send_slot(u64 slot) {
  for (int i = slot % SLOTS; i < rooms_used; i += SLOTS) {
    for (int s = rooms[i].players - 1; s >= 0; s--) {
      struct client *c = rooms[i].seats[s];
      if (!send_all(c, frame_bytes, frame_length)) leave(c);
    }
  }
}

static void prepare_frame(int bytes) {
  frame_bytes[frame_length++] = 0x80 | OP_BINARY;
  if (bytes < 126) {
    frame_bytes[frame_length++] = bytes;
  } else {
    frame_bytes[frame_length++] = 126;
    frame_bytes[frame_length++] = bytes >> 8;
    frame_bytes[frame_length++] = bytes & 0xff;
  }
  frame_length += bytes;
}

static int listen_on(int port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  int one = 1;
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof at;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) || listen(fd, 1024)) die("listen");
  getsockname(fd, (struct sockaddr *)&at, &length);
  printf("listening on %d\n", ntohs(at.sin_port));
  fflush(stdout);
  return fd;
}

int main(int count, char **args) {
  int port = count > 1 ? atoi(args[1]) : 0;
  int hz = count > 2 ? atoi(args[2]) : 20;
  int bytes = count > 3 ? atoi(args[3]) : 120;
  if (hz < 1 || hz > 1000 || bytes < 1 || bytes > BYTES_MAX) {
    fprintf(stderr, "raw PORT [HZ] [BYTES]: 1 to 1000 Hz, 1 to %d bytes\n", BYTES_MAX);
    return 2;
  }
  raise_files();
  prepare_frame(bytes);
  int listener = listen_on(port), epoll = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
  if (epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event)) die("epoll");
  i64 start = now_ns();
  double slot_ns = 1e9 / hz / SLOTS;
  for (u64 slot = 0;;) {
    i64 due = start + (i64)(slot * slot_ns);
    if (now_ns() >= due) {
      send_slot(slot++);
      continue;
    }
    struct epoll_event events[256];
    int n = wait_until(epoll, events, 256, due);
    for (int i = 0; i < n; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) accept_all(listener, epoll);
      else if (clients[fd]) receive(clients[fd]);
    }
  }
}
