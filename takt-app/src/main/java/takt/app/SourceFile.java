package takt.app;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
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
/// The main thread. `java Hello.java` runs no processor, so this does. Class files go into a temporary folder.
final class SourceFile {
  private final Path file;

  SourceFile(Path file) {
    this.file = file;
  }

  /// The loader of what was compiled, which knows the folder the file is in; resources are found there too.
  static final class Loader extends URLClassLoader {
    private final Path folder;

    private Loader(Path classes, Path folder) throws MalformedURLException {
      super(new URL[]{classes.toUri().toURL(), folder.toUri().toURL()}, SourceFile.class.getClassLoader());
      this.folder = folder;
    }

    Path folder() {
      return folder;
    }
  }

  /// Compiles the file and calls its `main`.
  ///
  /// @return empty if it ran, else what is wrong, for people
  String run() throws IOException {
    if (!Files.isRegularFile(file)) return file + " is no file that can be read";
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) return "this Java has no compiler, expected a JDK: set JAVA_HOME to one";
    Path classes = Files.createTempDirectory("takt-run");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(classes)));
    String problem = compile(compiler, classes);
    return problem.isEmpty() ? start(classes) : problem;
  }

  private String compile(JavaCompiler compiler, Path classes) throws IOException {
    DiagnosticCollector<JavaFileObject> told = new DiagnosticCollector<>();
    StringWriter other = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(told, Locale.ROOT, StandardCharsets.UTF_8)) {
      JavaCompiler.CompilationTask task = compiler.getTask(other, files, told,
          List.of("-d", classes.toString(), "-classpath", System.getProperty("java.class.path"), "-parameters",
              "-Xlint:none"),
          null, files.getJavaFileObjects(file));
      task.setProcessors(List.of(new TaktProcessor()));
      if (task.call()) return "";
    }
    StringBuilder problem = new StringBuilder(file + " does not compile:\n");
    for (Diagnostic<? extends JavaFileObject> d : told.getDiagnostics()) {
      if (d.getKind() != Diagnostic.Kind.ERROR) continue;
      problem.append(file.getFileName()).append(':').append(d.getLineNumber()).append(": ")
          .append(d.getMessage(Locale.ROOT)).append('\n');
    }
    return problem.append(other).toString();
  }

  private String start(Path classes) throws IOException {
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
    Loader loader = new Loader(classes, folder);
    Thread.currentThread().setContextClassLoader(loader);
    GameMain main = findMain(loader, classes);
    if (main != null) return main.run();
    return file + " has no main: give its room class\n  static void main() { Takt.serve(" + simpleName() + "::new); }";
  }

  private @Nullable GameMain findMain(ClassLoader loader, Path classes) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> all = Files.walk(classes)) {
      all.filter(p -> p.toString().endsWith(".class") && !p.toString().contains("$")).forEach(found::add);
    }
    for (Path path : found) {
      String name = classes.relativize(path).toString().replace(File.separatorChar, '.');
      GameMain main = mainOf(loader, name.substring(0, name.length() - ".class".length()));
      if (main != null) return main;
    }
    return null;
  }

  private static @Nullable GameMain mainOf(ClassLoader loader, String name) {
    try {
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
