package takt.processor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.annotation.processing.Messager;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic;
import org.jspecify.annotations.Nullable;

/// The `schema.lock` that a build names by `-Atakt.lock=PATH`: read at the first class, written after the last.
///
/// One per run of the compiler. Written only where every class fits, and only if a line differs, so that a build that
/// changes nothing touches nothing. It does not go through the compiler's filer: it is no output, but a source that the
/// build keeps.
final class LockFile {
  static final String PATH = "takt.lock";
  static final String FROZEN = "takt.lock.frozen";

  private final Path path;
  private final String before;
  private final SchemaLock lock;
  private final LockRules rules;

  private LockFile(Path path, String before, SchemaLock lock, LockRules rules) {
    this.path = path;
    this.before = before;
    this.lock = lock;
    this.rules = rules;
  }

  /// The file that the options name; null if they name none, or one that cannot be used, which is told.
  static @Nullable LockFile open(ProcessingEnvironment environment, Problems problems) {
    Map<String, String> options = environment.getOptions();
    String path = options.get(PATH);
    if (path == null || path.isBlank()) return null;
    boolean frozen = Boolean.parseBoolean(options.get(FROZEN));
    Messager messager = environment.getMessager();
    try {
      Path file = Path.of(path);
      String text = read(file);
      if (text == null && frozen) {
        tell(messager, file + " does not exist, and -A" + FROZEN + " forbids to make it; compile once without that"
            + " option and commit it");
        return null;
      }
      List<String> wrong = new ArrayList<>();
      String before = text == null ? "" : text.replace("\r\n", "\n");
      SchemaLock lock = SchemaLock.parse(before, wrong);
      wrong.forEach(why -> tell(messager, file + " " + why));
      LockRules rules = new LockRules(lock, environment.getElementUtils(), problems, frozen);
      return wrong.isEmpty() ? new LockFile(file, before, lock, rules) : null;
    } catch (IOException | RuntimeException e) {
      tell(messager,
          path + ", which -A" + PATH + " names, cannot be read: " + e + "; name a file, best by a full path");
      return null;
    }
  }

  private static @Nullable String read(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException _) {
      return null;
    }
  }

  private static void tell(Messager messager, String why) {
    messager.printMessage(Diagnostic.Kind.ERROR, why);
  }

  void update(TypeElement top, List<ClassModel> models, LockReader reader) {
    rules.update(top, models, reader);
  }

  /// Writes what has changed, all at once: whoever reads it meanwhile reads the old file or the new one.
  void write(Messager messager) {
    String text = lock.text();
    if (text.equals(before) || lock.blocks().isEmpty() && before.isEmpty()) return;
    try {
      Path folder = path.toAbsolutePath().getParent();
      if (folder != null) Files.createDirectories(folder);
      Path next = Files.createTempFile(folder, "schema", ".lock");
      Files.writeString(next, text);
      Files.move(next, path, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      tell(messager, path + ", which -A" + PATH + " names, cannot be written: " + e);
    }
  }
}
