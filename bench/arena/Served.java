import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/// A server that is up.
///
/// One thread.
final class Served implements AutoCloseable {
  final Peer peer;
  final Program program;
  final int port;
  private final HttpClient http = HttpClient.newHttpClient();

  Served(Peer peer, Program program) throws InterruptedException {
    this.peer = peer;
    this.program = program;
    String up = program.await(peer == Peer.TAKT ? "Takt is up" : "listening on", Kit.START_LIMIT_S);
    Matcher digits = Pattern.compile("(\\d+)/?$").matcher(up.strip());
    if (!digits.find()) throw new IllegalStateException("no port in: " + up);
    port = Integer.parseInt(digits.group(1));
  }

  /// Takes no CPU until [#wake]: not even its collector's or compiler's threads do.
  void sleep() throws IOException, InterruptedException {
    program.signal("STOP");
  }

  void wake() throws IOException, InterruptedException {
    program.signal("CONT");
  }

  /// Takt's metrics by name, those of all labels summed up.
  Map<String, Double> metrics() throws IOException, InterruptedException {
    String operators = program.await("Operators: ", Kit.START_LIMIT_S);
    URI address = URI.create(operators.replaceAll("^Operators: |,.*$", ""));
    Map<String, Double> all = new TreeMap<>();
    String text = http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString()).body();
    for (String line : text.lines().filter(l -> !l.startsWith("#")).toList()) {
      int labels = line.indexOf('{');
      double value = Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      all.merge(line.substring(0, labels < 0 ? line.indexOf(' ') : labels), value, Double::sum);
      if (labels >= 0) all.put(line.substring(0, line.lastIndexOf('}') + 1), value);
    }
    return all;
  }

  double metric(String name) throws IOException, InterruptedException {
    Double value = metrics().get(name);
    if (value == null) throw new IllegalStateException("the server tells no " + name);
    return value;
  }

  /// Bytes that threads of these names allocate on Takt's heap in so many seconds, by the JVM's count of each thread.
  long allocatedBy(String names, int seconds) throws IOException, InterruptedException {
    try (JMXConnector jmx = JMXConnectorFactory.connect(new JMXServiceURL(managementAddress()))) {
      ThreadMXBean threads = ManagementFactory.newPlatformMXBeanProxy(jmx.getMBeanServerConnection(),
          ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
      long[] ids = Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds())).filter(i -> i.getThreadName()
          .startsWith(names)).mapToLong(ThreadInfo::getThreadId).toArray();
      if (ids.length == 0) throw new IllegalStateException("the server has no thread " + names);
      long before = Arrays.stream(threads.getThreadAllocatedBytes(ids)).sum();
      TimeUnit.SECONDS.sleep(seconds);
      return Arrays.stream(threads.getThreadAllocatedBytes(ids)).sum() - before;
    }
  }

  private String managementAddress() throws IOException {
    try {
      VirtualMachine vm = VirtualMachine.attach(program.process.pid() + "");
      try {
        return vm.startLocalManagementAgent();
      } finally {
        vm.detach();
      }
    } catch (AttachNotSupportedException e) {
      throw new IOException(e);
    }
  }

  /// What the JVM answers to a command.
  String jcmd(String... command) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(Kit.JAVA.resolveSibling("jcmd").toString(), program.process.pid() + ""));
    all.addAll(List.of(command));
    Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return text;
  }

  @Override public void close() {
    http.shutdownNow();
    program.close();
  }
}
