package takt.processor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.eclipse.jdt.internal.compiler.tool.EclipseCompiler;

/// Compiles sources with the processor into a folder of its own.
final class Compilation {
  /// The compilers that games are written with.
  enum Compiler {
    JAVAC, ECLIPSE
  }

  /// What a compiler said.
  record Message(Diagnostic.Kind kind, long line, String text) {}

  final Path folder;
  final List<Message> messages = new ArrayList<>();
  boolean done;

  private Compilation(Path folder) {
    this.folder = folder;
  }

  /// A compilation by javac of sources given as path and text, with the class path of this test.
  static Compilation of(Path folder, Map<String, String> sources, String... options) {
    return of(Compiler.JAVAC, folder, List.of(), sources, options);
  }

  /// @param before folders of class files to compile against, beside the class path of this test
  static Compilation of(Compiler by, Path folder, List<Path> before, Map<String, String> sources, String... options) {
    Compilation compilation = new Compilation(folder);
    JavaCompiler compiler = by == Compiler.JAVAC ? ToolProvider.getSystemJavaCompiler() : new EclipseCompiler();
    DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(said, null, StandardCharsets.UTF_8)) {
      Files.createDirectories(folder.resolve("classes"));
      Files.createDirectories(folder.resolve("generated"));
      List<Path> written = new ArrayList<>();
      for (Map.Entry<String, String> source : sources.entrySet()) {
        Path path = folder.resolve("sources").resolve(source.getKey());
        Files.createDirectories(path.resolveSibling("."));
        written.add(Files.writeString(path, source.getValue()));
      }
      List<String> all = new ArrayList<>(List.of("-d", folder.resolve("classes").toString(), "-s",
          folder.resolve("generated").toString(), "-g"));
      if (by == Compiler.ECLIPSE) all.addAll(List.of("-source", "25", "-target", "25"));
      if (!List.of(options).contains("--module-path")) all.addAll(List.of("-classpath", classPath(before)));
      all.addAll(List.of(options));
      JavaCompiler.CompilationTask task = compiler.getTask(null, files, said, all, null,
          files.getJavaFileObjectsFromPaths(written));
      task.setProcessors(List.of(new TaktProcessor()));
      compilation.done = task.call();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    said.getDiagnostics().forEach(d -> compilation.messages.add(new Message(d.getKind(), d.getLineNumber(),
        String.valueOf(d.getMessage(java.util.Locale.ROOT)))));
    return compilation;
  }

  static String classPath(List<Path> before) {
    StringBuilder path = new StringBuilder(System.getProperty("java.class.path"));
    for (Path folder : before) path.append(java.io.File.pathSeparatorChar).append(folder);
    return path.toString();
  }

  Path classes() {
    return folder.resolve("classes");
  }

  List<Message> errors() {
    return messages.stream().filter(message -> message.kind() == Diagnostic.Kind.ERROR).toList();
  }

  /// The text of a companion.
  String companion(String name) {
    try {
      return Files.readString(folder.resolve("generated").resolve(name.replace('.', '/') + "_Takt.java"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// All companions by name.
  Map<String, String> companions() {
    return texts(folder.resolve("generated"));
  }

  /// A loader of what was compiled.
  URLClassLoader load() {
    try {
      URI classes = classes().toUri();
      return new URLClassLoader(new URL[]{classes.toURL()}, Compilation.class.getClassLoader());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A copy of the class files but for those of one source file and its companion: what an incremental build compiles
  /// that file against.
  Path without(String source, Path to) throws IOException {
    Path copy = to.resolve("others");
    String stem = source.replace(".java", "");
    try (Stream<Path> files = Files.walk(classes())) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        String name = classes().relativize(file).toString().replace('\\', '/');
        if (name.startsWith(stem + ".") || name.startsWith(stem + "$") || name.startsWith(stem + "_")) continue;
        Files.createDirectories(copy.resolve(name).resolveSibling("."));
        Files.copy(file, copy.resolve(name));
      }
    }
    return copy;
  }

  /// One of the games in the test resources: path and text of its files.
  static Map<String, String> game(String name) {
    Map<String, String> sources = new LinkedHashMap<>();
    texts(Path.of("src/test/resources/games", name)).forEach((path, text) -> sources.put(name + "/" + path, text));
    return sources;
  }

  private static Map<String, String> texts(Path folder) {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        texts.put(folder.relativize(file).toString().replace('\\', '/'), Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }
}
