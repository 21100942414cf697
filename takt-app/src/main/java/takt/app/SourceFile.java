package takt.app;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import takt.processor.TaktProcessor;

/// One Java file, compiled with takt-processor and run: `./takt run Hello.java`.
///
/// The main thread. `java Hello.java` runs no processor, so this does. Class files go through a temporary folder into
/// memory: the folder is gone when the game starts, and nothing is missing while rooms end.
final class SourceFile {
  private final Path file;

  SourceFile(Path file) {
    this.file = file;
  }

  /// Compiles the file and calls its `main`.
  ///
  /// @return empty if it ran, else what is wrong, for people
  String run() throws IOException {
    if (!Files.isRegularFile(file)) return "there is no file " + file + " in " + Path.of("").toAbsolutePath();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) return "this Java has no compiler, expected a JDK: set JAVA_HOME to one";
    Path folder = Files.createTempDirectory("takt-run");
    Map<String, byte[]> classes;
    try {
      String problem = compile(compiler, folder);
      if (!problem.isEmpty()) return problem;
      classes = read(folder);
    } finally {
      delete(folder);
    }
    return start(classes);
  }

  private String compile(JavaCompiler compiler, Path classes) throws IOException {
    DiagnosticCollector<JavaFileObject> told = new DiagnosticCollector<>();
    StringWriter other = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(told, Locale.ROOT, StandardCharsets.UTF_8)) {
      JavaCompiler.CompilationTask task = compiler.getTask(other, files, told,
          List.of("-d", classes.toString(), "-classpath", System.getProperty("java.class.path"), "-parameters", "-g",
              "-Xlint:none"),
          null, files.getJavaFileObjects(file));
      task.setProcessors(List.of(new TaktProcessor()));
      if (task.call()) return "";
    }
    StringBuilder problem = new StringBuilder(file + " does not compile:\n");
    for (Diagnostic<? extends JavaFileObject> d : told.getDiagnostics()) {
      // With its place, the line itself and a caret below, as javac prints it and editors read it.
      if (d.getKind() == Diagnostic.Kind.ERROR) problem.append(d).append('\n');
    }
    return problem.append(other).toString();
  }

  /// The class files by their paths, those of the file's own name first: its main is meant.
  private Map<String, byte[]> read(Path folder) throws IOException {
    String own = simpleName() + ".class";
    Map<String, byte[]> classes = new TreeMap<>(
        Comparator.<String>comparingInt(path -> path.endsWith("/" + own) || path.equals(own) ? 0 : 1)
            .thenComparing(Comparator.naturalOrder()));
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.filter(p -> p.toString().endsWith(".class")).toList()) {
        classes.put(folder.relativize(path).toString().replace(File.separatorChar, '/'), Files.readAllBytes(path));
      }
    }
    return classes;
  }

  private String start(Map<String, byte[]> classes) throws IOException {
    ClassLoader loader = new FileClasses(file, classes, SourceFile.class.getClassLoader());
    Thread.currentThread().setContextClassLoader(loader);
    for (String path : classes.keySet()) {
      GameMain main = path.contains("$") ? null : mainOf(loader, path);
      if (main != null) return main.run();
    }
    return file + " has no static void main(), expected in its room class, with import takt.Takt above:\n"
        + "  static void main() { Takt.serve(" + simpleName() + "::new); }";
  }

  private static @Nullable GameMain mainOf(ClassLoader loader, String path) {
    try {
      String name = path.substring(0, path.length() - ".class".length()).replace('/', '.');
      return GameMain.of(Class.forName(name, false, loader));
    } catch (ClassNotFoundException | LinkageError _) {
      return null; // Not a class of ours to run.
    }
  }

  private String simpleName() {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(".java") ? name.substring(0, name.length() - ".java".length()) : name;
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException _) {
      // A temporary folder: the system sweeps it.
    }
  }
}
