// What is measured: a histogram of times, and what a process used of its CPU, from /proc.
#ifndef MEASURE_H
#define MEASURE_H
#include <dirent.h>
#include <math.h>
#include <sched.h>

// Times in steps of 10 µs up to 10 s; what is longer counts as 10 s, but the longest is kept.
#define STEP_NS 10000LL
#define STEPS 1000000

struct histogram {
  u32 counts[STEPS];
  u64 count;
  i64 max;
};

static inline void histogram_add(struct histogram *h, i64 ns) {
  i64 step = ns / STEP_NS;
  h->counts[step < 0 ? 0 : step < STEPS ? step : STEPS - 1]++;
  h->count++;
  if (ns > h->max) h->max = ns;
}

static i64 histogram_at(const struct histogram *h, double share) {
  if (!h->count) return 0;
  u64 wanted = (u64)(share * (h->count - 1)) + 1, sum = 0;
  for (int i = 0; i < STEPS; i++) {
    sum += h->counts[i];
    if (sum >= wanted) {
      i64 upper = (i + 1) * STEP_NS;
      return upper < h->max ? upper : h->max;
    }
  }
  return h->max;
}

static void histogram_print(const char *name, const struct histogram *h) {
  printf(",\"%s\":{\"n\":%llu,\"p50\":%.2f", name, (unsigned long long)h->count, histogram_at(h, 0.5) / 1e6);
  printf(",\"p99\":%.2f,\"p999\":%.2f,\"max\":%.2f}", histogram_at(h, 0.99) / 1e6, histogram_at(h, 0.999) / 1e6,
         h->max / 1e6);
}

// What a server has used until a moment, all its threads together, and what this program has.
struct usage {
  i64 at_ns;
  int threads;
  struct thread_use {
    int tid;
    char name[16];
    i64 cpu_ns, wait_ns;
  } of[512];  // of usage_between: what each used between
  i64 cpu_ns, wait_ns;     // of schedstat, filled by usage_between
  double cpu_check_s;      // utime + stime: counts threads that have ended too, in 10 ms
  i64 rss_bytes;
  i64 own_cpu_ns, own_wait_ns;
  i64 beside_cpu_ns;                   // of our other programs on this program's CPU
  int server_cpu, own_cpu;             // what both are pinned to, or -1
  i64 server_busy_ns, own_busy_ns;     // of those, by whomever
};

// Our other programs on this program's CPU.
static int beside[8];
static int beside_count;

static int read_small(const char *path, char *text, int max) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  int got = read(fd, text, max - 1);
  close(fd);
  text[got < 0 ? 0 : got] = 0;
  return got > 0;
}

static void read_threads(int pid, struct usage *u) {
  char path[80], text[128];
  snprintf(path, sizeof path, "/proc/%d/task", pid);
  DIR *tasks = opendir(path);
  if (!tasks) die("the server's process is gone");
  for (struct dirent *e; (e = readdir(tasks)) && u->threads < 512;) {
    int tid = atoi(e->d_name);
    snprintf(path, sizeof path, "/proc/%d/task/%d/schedstat", pid, tid);
    long long cpu, wait;
    if (!tid || !read_small(path, text, sizeof text) || sscanf(text, "%lld %lld", &cpu, &wait) != 2) continue;
    struct thread_use *t = &u->of[u->threads++];
    *t = (struct thread_use){.tid = tid, .cpu_ns = cpu, .wait_ns = wait};
    snprintf(path, sizeof path, "/proc/%d/task/%d/comm", pid, tid);
    if (!read_small(path, t->name, sizeof t->name)) t->name[0] = 0;
    t->name[strcspn(t->name, "\n\"\\")] = 0;
  }
  closedir(tasks);
}

// utime + stime of a process and of all its threads that ever were; 0 if it is gone. The kernel keeps the sum exact.
static double cpu_seconds(int pid) {
  char path[80], text[1024], *after_name = NULL;
  long long user, system;
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  if (read_small(path, text, sizeof text)) after_name = strrchr(text, ')');
  const char *fields = " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lld %lld";
  if (!after_name || sscanf(after_name + 1, fields, &user, &system) != 2) return 0;
  return (double)(user + system) / sysconf(_SC_CLK_TCK);
}

// The CPU a process (0: this one) is pinned to, or -1 if it may use more than one.
static int pinned_to(int pid) {
  cpu_set_t set;
  if (sched_getaffinity(pid, sizeof set, &set) || CPU_COUNT(&set) != 1) return -1;
  for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
    if (CPU_ISSET(cpu, &set)) return cpu;
  }
  return -1;
}

// How long a CPU has been idle, or waited for a disk, in steps of 10 ms. All else is user, nice, system, irq, softirq
// or steal: told as what is not idle, since the kernel measures idleness, but guesses the others by looking at each
// tick, which at 1,000 players was seen to miss a fifth of them.
static i64 idle_ns(int cpu) {
  static char text[1 << 16];
  char wanted[16];
  unsigned long long idle, iowait;
  int length = snprintf(wanted, sizeof wanted, "\ncpu%d ", cpu);
  char *at = read_small("/proc/stat", text, sizeof text) ? strstr(text, wanted) : NULL;
  if (!at || sscanf(at + length, "%*u %*u %*u %llu %llu", &idle, &iowait) != 2) die("/proc/stat tells no such CPU");
  return (idle + iowait) * (1000000000LL / sysconf(_SC_CLK_TCK));
}

// How long a CPU was busy, by whomever, or stolen by the machine's host, since some moment.
static i64 busy_ns(int cpu) { return cpu < 0 ? 0 : now_ns() - idle_ns(cpu); }

static void usage_read(int pid, struct usage *u) {
  char path[80], text[1024];
  memset(u, 0, sizeof *u);
  u->at_ns = now_ns();
  u->own_cpu_ns = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
  long long cpu, wait;
  if (read_small("/proc/self/schedstat", text, sizeof text) && sscanf(text, "%lld %lld", &cpu, &wait) == 2) {
    u->own_wait_ns = wait;
  }
  for (int i = 0; i < beside_count; i++) u->beside_cpu_ns += cpu_seconds(beside[i]) * 1e9;
  u->own_cpu = pinned_to(0);
  u->own_busy_ns = busy_ns(u->own_cpu);
  if (!pid) return;
  read_threads(pid, u);
  u->server_cpu = pinned_to(pid);
  u->server_busy_ns = busy_ns(u->server_cpu);
  u->cpu_check_s = cpu_seconds(pid);
  snprintf(path, sizeof path, "/proc/%d/statm", pid);
  long long pages = 0;
  if (read_small(path, text, sizeof text)) sscanf(text, "%*d %lld", &pages);
  u->rss_bytes = pages * sysconf(_SC_PAGESIZE);
}

static struct usage usage_between(const struct usage *a, const struct usage *b) {
  struct usage d = *b;
  d.cpu_ns = d.wait_ns = 0;
  for (int i = 0; i < b->threads; i++) {
    for (int j = 0; j < a->threads; j++) {
      if (a->of[j].tid != b->of[i].tid) continue;
      d.of[i].cpu_ns -= a->of[j].cpu_ns;
      d.of[i].wait_ns -= a->of[j].wait_ns;
      break;
    }
    d.cpu_ns += d.of[i].cpu_ns;
    d.wait_ns += d.of[i].wait_ns;
  }
  d.cpu_check_s -= a->cpu_check_s;
  d.own_cpu_ns -= a->own_cpu_ns;
  d.own_wait_ns -= a->own_wait_ns;
  d.beside_cpu_ns -= a->beside_cpu_ns;
  d.server_busy_ns -= a->server_busy_ns;
  d.own_busy_ns -= a->own_busy_ns;
  return d;
}

// What others took of the CPU that a server is pinned to, as a share of the time: what it was busy beyond the server's
// own use. NAN if it is not pinned to one.
static double others_of_server(const struct usage *used, double seconds) {
  double own = used->cpu_ns / 1e9 > used->cpu_check_s ? used->cpu_ns / 1e9 : used->cpu_check_s;
  double taken = used->server_busy_ns / 1e9 - own;
  return used->server_cpu < 0 ? NAN : taken > 0 ? taken / seconds : 0;
}

// The same of this program's CPU.
static double others_of_load(const struct usage *used, double seconds) {
  double taken = (used->own_busy_ns - used->own_cpu_ns - used->beside_cpu_ns) / 1e9;
  return used->own_cpu < 0 ? NAN : taken > 0 ? taken / seconds : 0;
}

#endif
