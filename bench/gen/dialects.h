// How each kind of server is spoken to: find a place, be let in, send an input, know a snapshot.
// Included by gen.c, behind what it uses of it.
#ifndef DIALECTS_H
#define DIALECTS_H

struct dialect {
  const char *name;
  const char *subprotocol;
  int (*find)(struct client *c, char *path, int size);  // where to connect to; 0 if there is no place, and c is lost
  void (*on_upgraded)(struct client *c);
  void (*on_message)(struct client *c, u8 *bytes, u64 length, i64 now);
  void (*send_input)(struct client *c);
  int goodbye;  // a message of one byte that gives the seat back, after which the server hangs up; or -1
};

// ---- raw: whoever is connected is in; every message is a snapshot

static int raw_find(struct client *c, char *path, int size) {
  (void)c;
  snprintf(path, size, "/");
  return 1;
}

static void raw_upgraded(struct client *c) { c->state = PLAYING; }

static void raw_message(struct client *c, u8 *bytes, u64 length, i64 now) {
  (void)bytes;
  on_snapshot(c, length, 1, now);
}

// | seq u32 | dx f32 | dy f32 | aim f32 | buttons u8 |
static void raw_input(struct client *c) {
  u8 bytes[17];
  float values[3] = {c->dx / 100.0f, c->dy / 100.0f, (float)c->aim};
  memcpy(bytes, &c->seq, 4);
  memcpy(bytes + 4, values, 12);
  bytes[16] = c->buttons;
  send_frame(c, OP_BINARY, bytes, sizeof bytes);
}

// ---- takt: docs/PROTOCOL.md 13 and 14

enum {
  TAKT_HELLO = 1, TAKT_PONG = 3, TAKT_JOIN = 4, TAKT_BYE = 10, TAKT_INPUT = 16,
  TAKT_WELCOME = 33, TAKT_ERROR = 34, TAKT_JOINED = 35, TAKT_LEFT = 36, TAKT_ALIVE = 168,
  TAKT_SNAPSHOT = 48, TAKT_EVENT = 49, TAKT_REPLY = 50, TAKT_STEP = 52
};
enum { TAKT_DELTA = 1, TAKT_SCHEMA = 2 };

// The inputs that takt_input packs. A room with others would read nonsense; the first client asks and compares.
static const char *const takt_fields[] = {
    "{\"name\":\"dx\",\"type\":\"whole\",\"min\":-100,\"max\":100}",
    "{\"name\":\"dy\",\"type\":\"whole\",\"min\":-100,\"max\":100}",
    "{\"name\":\"aim\",\"type\":\"angle\",\"bits\":10,\"role\":\"angle\"}",
    "{\"name\":\"buttons\",\"type\":\"whole\",\"min\":0,\"max\":15}",
};

static u8 *put_varint(u8 *at, u64 v) {
  while (v > 0x7f) {
    *at++ = v | 0x80;
    v >>= 7;
  }
  *at++ = v;
  return at;
}

static u8 *put_text(u8 *at, int field, const char *text) {
  *at++ = field << 3 | 2;
  at = put_varint(at, strlen(text));
  memcpy(at, text, strlen(text));
  return at + strlen(text);
}

// The varint at *at, which moves on; 0 and past the end if there is none.
static u64 take_varint(u8 **at, u8 *end) {
  u64 v = 0;
  for (int shift = 0; *at < end && shift < 64; shift += 7) {
    u8 byte = *(*at)++;
    v |= (u64)(byte & 0x7f) << shift;
    if (!(byte & 0x80)) return v;
  }
  *at = end + 1;
  return 0;
}

// A field of a protobuf message: its number, and its value or where its bytes are.
struct field {
  int number;
  u64 value;
  u8 *bytes;
};

static int take_field(u8 **at, u8 *end, struct field *f) {
  if (*at >= end) return 0;
  u64 tag = take_varint(at, end);
  f->number = tag >> 3;
  f->value = take_varint(at, end);
  f->bytes = NULL;
  if ((tag & 7) == 2 && *at <= end && f->value <= (u64)(end - *at)) {
    f->bytes = *at;
    *at += f->value;
  } else if ((tag & 7) != 0) {
    *at = end + 1;
  }
  return *at <= end;
}

static int takt_find(struct client *c, char *path, int size) {
  (void)c;
  snprintf(path, size, "/takt");
  return 1;
}

static void takt_upgraded(struct client *c) {
  char name[16];
  snprintf(name, sizeof name, "p%d", c->index);
  u8 hello[64], *at = hello;
  *at++ = TAKT_HELLO;
  *at++ = 1 << 3, *at++ = 1;  // min
  *at++ = 2 << 3, *at++ = 1;  // max
  *at++ = 3 << 3, *at++ = c->index == 0 ? TAKT_DELTA | TAKT_SCHEMA : TAKT_DELTA;
  at = put_text(at, 5, name);
  send_frame(c, OP_BINARY, hello, at - hello);
}

static void takt_welcome(struct client *c) {
  u8 join[128], *at = join;
  *at++ = TAKT_JOIN;
  *at++ = 1 << 3, *at++ = 1;  // request
  at = put_text(at, 2, opt.room);
  send_frame(c, OP_BINARY, join, at - join);
  c->state = GREETED;
}

static void takt_check_schema(const char *schema) {
  const char *at = strstr(schema, "\"inputs\":[{");
  for (unsigned i = 0; at && i < sizeof takt_fields / sizeof *takt_fields; i++) {
    const char *next = strstr(at, takt_fields[i]);
    at = next && (i == 0 || next == at + 1) ? next + strlen(takt_fields[i]) : NULL;
  }
  if (at && *at == ']') return;
  errno = 0;
  fprintf(stderr, "%s\n", schema);
  die("the room's input is not the one this generator packs: see takt_fields in dialects.h");
}

static void takt_joined(struct client *c, u8 *at, u8 *end) {
  struct field f;
  while (take_field(&at, end, &f)) {
    if (f.number == 2) c->room = f.value;
    if (f.number == 6) c->epoch = f.value;
    if (f.number == 12 && f.bytes) {
      char *schema = strndup((char *)f.bytes, f.value);
      takt_check_schema(schema);
      free(schema);
    }
  }
  c->seen = c->heard = 0;
  c->state = PLAYING;
}

static void takt_error(struct client *c, u8 *at, u8 *end) {
  struct field f;
  char why[160] = "the server says no:";
  while (take_field(&at, end, &f)) {
    if ((f.number != 2 && f.number != 4) || !f.bytes) continue;
    int length = strlen(why);
    snprintf(why + length, sizeof why - length, " %.*s", (int)f.value, (char *)f.bytes);
  }
  lose(c, why);
}

static void takt_message(struct client *c, u8 *bytes, u64 length, i64 now) {
  u8 *at = bytes + 1, *end = bytes + length;
  if (length < 1) return;
  switch (bytes[0]) {
    case TAKT_SNAPSHOT: {
      take_varint(&at, end);  // room
      u64 epoch = take_varint(&at, end), tick = take_varint(&at, end);
      take_varint(&at, end);  // what is not yet durable
      u64 base = take_varint(&at, end);
      take_varint(&at, end);  // input
      if (at > end) {
        lose(c, "a snapshot's header is cut off");
      } else if (epoch == c->epoch) {
        c->seen = tick;
        on_snapshot(c, length, base == 0, now);
      }
      break;
    }
    case TAKT_STEP: {
      take_varint(&at, end);  // room
      u64 skipped = at < end ? *at & 3 : 0;
      at++;
      if (skipped == 3) skipped += take_varint(&at, end);
      c->seen += 1 + skipped;
      if (at > end) lose(c, "a step's header is cut off");
      else on_snapshot(c, length, 0, now);
      break;
    }
    case TAKT_EVENT:
    case TAKT_REPLY: {
      take_varint(&at, end);  // room
      u64 number = take_varint(&at, end);
      if (at <= end && number > c->heard) c->heard = number;
      if (measuring) seen.ignored++;
      break;
    }
    case TAKT_WELCOME:
      takt_welcome(c);
      break;
    case TAKT_JOINED:
      takt_joined(c, at, end);
      break;
    case TAKT_ERROR:
      takt_error(c, at, end);
      break;
    case TAKT_LEFT:
      lose(c, "the room sent it away");
      break;
    case TAKT_ALIVE:
      bytes[0] = TAKT_PONG;
      send_frame(c, OP_BINARY, bytes, length);
      break;
    default:
      if (measuring) seen.ignored++;
  }
}

// | 16 | room v | epoch v | seen v | heard v | seq v | bits: older 0 in 2, dx 8, dy 8, aim 10, buttons 4 |
static void takt_input(struct client *c) {
  u8 bytes[64], *at = bytes;
  *at++ = TAKT_INPUT;
  at = put_varint(at, c->room);
  at = put_varint(at, c->epoch);
  at = put_varint(at, c->seen);
  at = put_varint(at, c->heard);
  at = put_varint(at, c->seq);
  u32 aim = (u32)floor(c->aim / (2 * M_PI) * 1024 + 0.5) & 1023;
  u32 bits = (u32)(c->dx + 100) << 2 | (u32)(c->dy + 100) << 10 | aim << 18 | (u32)c->buttons << 28;
  for (int i = 0; i < 4; i++) *at++ = bits >> 8 * i;
  send_frame(c, OP_BINARY, bytes, at - bytes);
}

// ---- colyseus 0.18: a place by HTTP, then a socket for it

enum {
  COLYSEUS_JOIN = 10, COLYSEUS_ERROR = 11, COLYSEUS_LEAVE = 12, COLYSEUS_DATA = 13, COLYSEUS_STATE = 14,
  COLYSEUS_PATCH = 15
};

// The text of a member of a flat JSON object; 0 if it is not there.
static int json_text(const char *json, const char *name, char *value, int size) {
  char wanted[40];
  snprintf(wanted, sizeof wanted, "\"%s\":\"", name);
  const char *at = strstr(json, wanted);
  if (!at) return 0;
  at += strlen(wanted);
  int length = strcspn(at, "\"");
  if (length >= size) return 0;
  memcpy(value, at, length);
  value[length] = 0;
  return 1;
}

static int colyseus_find(struct client *c, char *path, int size) {
  char body[64], text[512], answer[4096] = "";
  int body_length = snprintf(body, sizeof body, "{\"name\":\"p%d\"}", c->index);
  int length = snprintf(text, sizeof text,
                        "POST /matchmake/joinOrCreate/%s HTTP/1.1\r\nHost: %s:%d\r\nContent-Type: application/json\r\n"
                        "Content-Length: %d\r\nConnection: close\r\n\r\n%s",
                        opt.room, opt.host, opt.port, body_length, body);
  int fd = open_socket(c->index);
  if (fd < 0 || send(fd, text, length, MSG_NOSIGNAL) != length) {
    lose(c, "no connection");
    return 0;
  }
  int have = 0;
  for (ssize_t got = 1; got > 0 && have < (int)sizeof answer - 1; have += got > 0 ? got : 0) {
    got = recv(fd, answer + have, sizeof answer - 1 - have, 0);
  }
  answer[have] = 0;
  close(fd);
  char process[40], room[40], session[40];
  if (!json_text(answer, "processId", process, sizeof process) || !json_text(answer, "roomId", room, sizeof room) ||
      !json_text(answer, "sessionId", session, sizeof session)) {
    lose(c, have ? answer : "no answer to the matchmaking request");
    return 0;
  }
  snprintf(path, size, "/%s/%s?sessionId=%s", process, room, session);
  return 1;
}

static void colyseus_upgraded(struct client *c) { (void)c; }

static void colyseus_message(struct client *c, u8 *bytes, u64 length, i64 now) {
  if (length < 1) return;
  switch (bytes[0] & 0x1f) {
    case COLYSEUS_PATCH:
      on_snapshot(c, length, 0, now);
      break;
    case COLYSEUS_STATE:
      on_snapshot(c, length, 1, now);
      break;
    case COLYSEUS_JOIN: {
      u8 joined = COLYSEUS_JOIN;
      send_frame(c, OP_BINARY, &joined, 1);
      c->state = PLAYING;
      break;
    }
    case COLYSEUS_ERROR:
      lose(c, "the server sent an error");
      break;
    default:
      if (measuring) seen.ignored++;
  }
}

static u8 *put_double(u8 *at, double v) {
  u64 bits;
  memcpy(&bits, &v, 8);
  *at++ = 0xcb;
  for (int shift = 56; shift >= 0; shift -= 8) *at++ = bits >> shift;
  return at;
}

static u8 *put_name(u8 *at, const char *name) {
  *at++ = 0xa0 | strlen(name);
  memcpy(at, name, strlen(name));
  return at + strlen(name);
}

// What room.send("input", {seq, dx, dy, aim, buttons}) sends: MessagePack, fractions as doubles.
static void colyseus_input(struct client *c) {
  u8 bytes[128], *at = bytes;
  *at++ = COLYSEUS_DATA;
  at = put_name(at, "input");
  *at++ = 0x85;
  at = put_name(at, "seq");
  *at++ = 0xce;
  for (int shift = 24; shift >= 0; shift -= 8) *at++ = c->seq >> shift;
  at = put_double(put_name(at, "dx"), c->dx / 100.0);
  at = put_double(put_name(at, "dy"), c->dy / 100.0);
  at = put_double(put_name(at, "aim"), c->aim);
  at = put_name(at, "buttons");
  *at++ = c->buttons;
  send_frame(c, OP_BINARY, bytes, at - bytes);
}

static const struct dialect dialects[] = {
    {"raw", NULL, raw_find, raw_upgraded, raw_message, raw_input, -1},
    {"takt", "takt.v1", takt_find, takt_upgraded, takt_message, takt_input, TAKT_BYE},
    {"colyseus", NULL, colyseus_find, colyseus_upgraded, colyseus_message, colyseus_input,
     COLYSEUS_LEAVE},
    {0},
};

#endif
