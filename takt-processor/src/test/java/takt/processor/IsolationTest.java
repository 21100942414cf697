package takt.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.Filer;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What Gradle asks of an isolating processor: it says so, and every file it writes names the one top-level class it is
/// of.
class IsolationTest {
  @TempDir Path folder;

  @Test void itSaysThatItIsIsolating() throws IOException {
    try (InputStream file = TaktProcessor.class.getResourceAsStream(
        "/META-INF/gradle/incremental.annotation.processors")) {
      assertEquals("takt.processor.TaktProcessor,isolating", new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .strip());
    }
    // Gradle asks for the options too; one that no processor knows would be warned of.
    assertEquals(Set.of("takt.lock", "takt.lock.frozen"), new TaktProcessor().getSupportedOptions());
  }

  @Test void everyFileIsOfOneTopLevelClass() throws IOException {
    Map<String, String> sources = new TreeMap<>(Compilation.game("zoo"));
    sources.putAll(Compilation.game("cards"));
    List<Path> written = new ArrayList<>();
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = folder.resolve(source.getKey());
      Files.createDirectories(file.resolveSibling("."));
      written.add(Files.writeString(file, source.getValue()));
    }
    var listening = new Listening();
    var said = new DiagnosticCollector<JavaFileObject>();
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(said, Locale.ROOT, StandardCharsets.UTF_8)) {
      var task = compiler.getTask(null, files, said, List.of("-d", folder.toString(), "-classpath", Compilation
          .classPath(List.of())), null, files.getJavaFileObjectsFromPaths(written));
      task.setProcessors(List.of(listening));
      assertTrue(task.call(), () -> said.getDiagnostics().toString());
    }
    assertEquals(List.of("cards.Cards"), listening.origins.get("takt/dts/cards.d.ts"));
    assertEquals(List.of("zoo.Zoo"), listening.origins.get("takt/dts/zoo.d.ts"));
    assertEquals(List.of("zoo.Tag"), listening.origins.get("zoo.Tag_Takt"));
    listening.origins.forEach((file, origins) -> {
      assertEquals(1, origins.size(), file);
      if (file.endsWith("_Takt")) assertEquals(file, origins.getFirst() + "_Takt");
    });
  }

  /// The processor, with somebody who listens to what it tells the filer.
  @SupportedAnnotationTypes("*") private static final class Listening extends AbstractProcessor {
    final Map<String, List<String>> origins = new TreeMap<>();
    private final TaktProcessor processor = new TaktProcessor();

    @Override public SourceVersion getSupportedSourceVersion() {
      return SourceVersion.latestSupported();
    }

    @Override public synchronized void init(ProcessingEnvironment environment) {
      super.init(environment);
      Filer filer = listenTo(environment.getFiler());
      processor.init((ProcessingEnvironment) Proxy.newProxyInstance(getClass().getClassLoader(),
          new Class<?>[]{ProcessingEnvironment.class}, (proxy, method, arguments) -> method.getName().equals("getFiler")
              ? filer
              : method.invoke(environment, arguments)));
    }

    private Filer listenTo(Filer filer) {
      return (Filer) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{Filer.class},
          (proxy, method, arguments) -> {
            Object[] all = arguments == null ? new Object[0] : arguments;
            if (method.getName().startsWith("create")) {
              List<String> names = new ArrayList<>();
              for (Element origin : (Element[]) all[all.length - 1]) names.add(origin.toString());
              origins.put(String.valueOf(all[all.length - 2]), names);
            }
            try {
              return method.invoke(filer, all);
            } catch (InvocationTargetException e) {
              throw e.getCause();
            }
          });
    }

    @Override public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
      processor.process(annotations, round);
      return false;
    }
  }
}
