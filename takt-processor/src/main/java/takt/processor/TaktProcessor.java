package takt.processor;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.annotation.AnnotationTypeMismatchException;
import java.lang.annotation.IncompleteAnnotationException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.FilerException;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.annotation.processing.SupportedOptions;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import javax.tools.Diagnostic;
import javax.tools.FileObject;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;

/// Writes the companion of every top-level class with state, commands or events in it, and for each room what its
/// clients see of it in TypeScript.
///
/// Called by the compiler, on its thread. Isolating, as Gradle calls it: a companion comes from one top-level class and
/// what its signatures name. A class that names a type which another processor has yet to write waits for the next
/// round; one that names a type which nobody writes is left to the compiler's own message.
///
/// Where the build names a `schema.lock`, it checks that clients of before can bear what changed: [LockRules].
@SupportedAnnotationTypes("*")
@SupportedOptions({LockFile.PATH, LockFile.FROZEN}) public final class TaktProcessor extends AbstractProcessor {
  private final Set<String> waiting = new LinkedHashSet<>();
  private @Nullable Problems problems;
  private @Nullable LockFile lock;

  @Override public SourceVersion getSupportedSourceVersion() {
    return SourceVersion.latestSupported();
  }

  @Override public synchronized void init(ProcessingEnvironment environment) {
    super.init(environment);
    boolean eclipse = environment.getClass().getName().startsWith("org.eclipse.");
    Problems told = new Problems(environment.getMessager(), eclipse);
    problems = told;
    lock = LockFile.open(environment, told);
  }

  @Override public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
    Problems told = problems;
    if (told == null) return false;
    if (round.processingOver()) {
      if (lock != null && !round.errorRaised()) lock.write(processingEnv.getMessager());
      return false;
    }
    Set<TypeElement> tops = new LinkedHashSet<>();
    for (String name : waiting) {
      TypeElement top = processingEnv.getElementUtils().getTypeElement(name);
      if (top != null) tops.add(top);
    }
    waiting.clear();
    tops.addAll(ElementFilter.typesIn(round.getRootElements()));
    tops.forEach(told::source);
    for (TypeElement top : tops) process(top, told);
    return false;
  }

  private void process(TypeElement top, Problems told) {
    told.begin();
    try {
      Sources sources = new Sources(processingEnv.getElementUtils());
      ValueReader values = new ValueReader();
      List<ClassModel> models = new ClassReader(values, told, sources, top).readAll();
      LockFile kept = lock;
      if (kept != null && !told.broken() && !told.any()) kept.update(top, models, new LockReader(values, sources));
      if (told.broken()) {
        waiting.add(top.getQualifiedName().toString());
      } else if (!told.any() && !models.isEmpty()) {
        write(top, models, told);
        writeDeclarations(top, models);
      }
    } catch (RuntimeException e) {
      if (isCompilers(e)) return;
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      processingEnv.getMessager().printMessage(Diagnostic.Kind.ERROR,
          "takt-processor failed on " + top.getQualifiedName()
              + "; please report this with the class: " + trace,
          top);
    }
  }

  /// Whether the source is so broken that the compiler itself stumbled when asked; then it says why.
  private static boolean isCompilers(RuntimeException e) {
    String name = e.getClass().getName();
    return e instanceof IncompleteAnnotationException || e instanceof AnnotationTypeMismatchException
        || name.startsWith("com.sun.tools.javac.") || name.startsWith("org.eclipse.jdt.");
  }

  private void write(TypeElement top, List<ClassModel> models, Problems told) {
    CompanionWriter companion = new CompanionWriter(top, models, processingEnv);
    try (Writer file = processingEnv.getFiler().createSourceFile(companion.name(), new Element[]{top}).openWriter()) {
      file.write(companion.text());
    } catch (FilerException _) {
      told.tell(top, "its companion " + companion.name() + " is there already, among the sources or, where Eclipse's"
          + " compiler looks, on the class path; compile without what the processor wrote before");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A file for each room, for those who write its page in TypeScript or have their JavaScript checked.
  private void writeDeclarations(TypeElement top, List<ClassModel> models) {
    for (ClassModel model : models) {
      ClassModel.Room room = model.room();
      if (room == null) continue;
      ValueReader values = new ValueReader();
      Problems silent = new Problems(null, false);
      FieldReader fields = new FieldReader(values, new TravelRules(values, silent), silent, top);
      var declarations = new TypeScriptWriter(model, room, values, fields, processingEnv.getElementUtils());
      try {
        FileObject file = processingEnv.getFiler().createResource(StandardLocation.CLASS_OUTPUT, "", "takt/dts/"
            + declarations.name(), top);
        try (Writer text = file.openWriter()) {
          text.write(declarations.text());
        }
      } catch (FilerException _) {
        processingEnv.getMessager().printMessage(Diagnostic.Kind.NOTE, "takt/dts/" + declarations.name()
            + " is of another room of that name; rename one to have both", model.type());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
