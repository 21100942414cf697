package takt.processor;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import org.jspecify.annotations.Nullable;
import takt.processor.LockedClass.Entry;
import takt.processor.SchemaLock.Block;
import takt.processor.SchemaLock.Line;
import takt.schema.Was;

/// Compares what classes say now with what `schema.lock` says: brings its lines up to date, or tells what may not be.
///
/// One per run of the compiler. Goes class by class, and knows of others only what signatures say: so a compilation of
/// one file touches the lines of its classes and of those it sends, and leaves all others alone.
final class LockRules {
  private final SchemaLock lock;
  private final Elements elements;
  private final Problems problems;
  private final boolean frozen;
  private final Set<String> done = new HashSet<>();

  /// @param frozen whether every difference is a mistake
  LockRules(SchemaLock lock, Elements elements, Problems problems, boolean frozen) {
    this.lock = lock;
    this.elements = elements;
    this.problems = problems;
    this.frozen = frozen;
  }

  /// Checks and notes a top-level class: what is in it, what that sends, and what is in it no more.
  void update(TypeElement top, List<ClassModel> models, LockReader reader) {
    for (ClassModel model : models) {
      LockedClass locked = reader.of(model);
      if (locked != null) update(locked, model.type(), reader);
    }
    refresh(top, reader);
    String name = top.getQualifiedName().toString();
    for (Block block : lock.blocks()) {
      boolean inside = block.name().equals(name) || block.name().startsWith(name + ".");
      if (inside && !done.contains(block.name()) && elements.getTypeElement(block.name()) == null) remove(top, block);
    }
  }

  /// Classes that others send: whether they are, only the lock remembers when those are not compiled.
  private void refresh(TypeElement type, LockReader reader) {
    Block block = lock.block(type.getQualifiedName().toString());
    if (block != null && !done.contains(block.name())) {
      LockedClass now = reader.of(type, block.fromClients());
      if (now != null) update(now, type, reader);
    }
    for (TypeElement nested : ElementFilter.typesIn(type.getEnclosedElements())) refresh(nested, reader);
  }

  private void remove(TypeElement top, Block block) {
    if (block.removed()) return;
    change(top, null, "had " + block.kind() + " " + block.name() + ", which is gone");
    lock.put(new Block(block.kind(), block.name(), block.fromClients(), true, block.lines().stream().map(Line::gone)
        .toList()));
  }

  // ---- one class

  private void update(LockedClass now, Element user, LockReader reader) {
    Block before = before(now);
    boolean fromClients = now.fromClients() || before != null && before.fromClients();
    boolean known = !done.add(now.name());
    if (known && before != null && before.fromClients() == fromClients) return;
    List<Line> lines = new ArrayList<>();
    boolean fits = true;
    int next = before == null ? 1 : before.nextTag();
    Set<Line> met = new HashSet<>();
    for (Entry entry : now.entries()) {
      Line old = before == null ? null : line(before, now, entry);
      String why = old == null ? null : wrong(old, entry, fromClients || entry.more().contains("option"));
      if (why != null) {
        problems.tell(user, new Value.No(entry.at(), why));
        fits = false;
      } else {
        Line line = new Line(old == null ? next++ : old.tag(), entry.name(), entry.type(), entry.more(), false);
        if (!line.equals(old)) changed(user, entry, line, old);
        lines.add(line);
      }
      if (old != null) met.add(old);
    }
    if (before != null) fits &= left(now, user, before, met, lines);
    if (now.kind().equals("enum")) fits &= inOrder(now, user, lines);
    if (fits) {
      lines.sort((a, b) -> Integer.compare(a.tag(), b.tag()));
      if (before == null) change(user, now.type(), "is not in it");
      else if (!before.name().equals(now.name())) lock.remove(before.name());
      lock.put(new Block(now.kind(), now.name(), fromClients, false, lines));
    }
    for (Entry entry : now.entries()) {
      Value value = entry.value();
      boolean up = fromClients || entry.more().contains("option") || entry.name().startsWith("command ");
      if (value != null) reach(value, up, user, reader);
      for (String word : entry.more()) {
        TypeElement answers = word.startsWith("answers ") ? elements.getTypeElement(word.substring(8)) : null;
        if (answers != null) reach(new Value.Struct(answers), false, user, reader);
      }
    }
  }

  /// Whatever a value holds of classes is locked with it.
  private void reach(Value value, boolean up, Element user, LockReader reader) {
    switch (value) {
      case Value.Choice choice -> reach(choice.type(), up, user, reader);
      case Value.Struct struct -> reach(struct.type(), up, user, reader);
      case Value.OneOf oneOf -> reach(oneOf.type(), up, user, reader);
      case Value.Many many -> reach(many.of(), up, user, reader);
      case Value.Table table -> {
        reach(table.key(), up, user, reader);
        reach(table.value(), up, user, reader);
      }
      default -> {
      }
    }
  }

  private void reach(TypeElement type, boolean up, Element user, LockReader reader) {
    Block block = lock.block(type.getQualifiedName().toString());
    if (block != null && done.contains(block.name()) && (block.fromClients() || !up)) return;
    LockedClass now = reader.of(type, up);
    if (now != null) update(now, user, reader);
  }

  // ---- what it was

  /// What the lock has of a class: by its name, by the one it had before, or, for one that was moved, by its simple
  /// name where the old place is empty.
  private @Nullable Block before(LockedClass now) {
    Block same = lock.block(now.name());
    if (same != null) return same.kind().equals(now.kind()) ? same : null;
    String simple = now.type().getSimpleName().toString();
    Block found = null;
    for (Block block : lock.blocks()) {
      if (!block.kind().equals(now.kind()) || elements.getTypeElement(block.name()) != null) continue;
      boolean renamed = !now.was().isEmpty() && block.simpleName().equals(now.was());
      if (!renamed && !block.simpleName().equals(simple)) continue;
      if (found != null) return null; // Two could be meant.
      found = block;
    }
    return found;
  }

  private static @Nullable Line line(Block before, LockedClass now, Entry entry) {
    Line same = before.line(entry.name());
    if (same != null || entry.was().isEmpty()) return same;
    // What it was called is not something else's name by now.
    boolean taken = now.entries().stream().anyMatch(other -> other.name().equals(entry.was()));
    return taken ? null : before.line(entry.was());
  }

  // ---- what may not be

  private @Nullable String wrong(Line old, Entry now, boolean fromClients) {
    LockedType before = old.type();
    LockedType after = now.type();
    if (before == null || after == null) return null;
    String was = (old.removed() ? "was removed as `" : "was `") + before + "` by schema.lock and is `" + after
        + "` now";
    if (!isSameKind(before, after)) {
      return was + ", which clients of before would misread; " + (old.removed()
          ? "take a name that was never used"
          : "give the new one a new name (@Was(\"…\") is for the same thing renamed)") + orDelete(old);
    }
    for (String word : old.more()) {
      String answers = word.startsWith("answers ") ? word.substring(8) : "";
      boolean other = now.more().stream()
          .anyMatch(w -> w.startsWith("answers ") && !isSameClass(answers, w.substring(8)));
      if (!answers.isEmpty() && other) {
        return "was answered by " + answers + " by schema.lock and is answered by another record now, which clients of"
            + " before would misread; make it a new command" + orDelete(old);
      }
    }
    if (!fromClients) return null;
    if (!after.holds(before)) {
      return was + ", so what clients of before may send would be refused; widen it again, or make a new one"
          + orDelete(old);
    }
    return old.more().contains("or null") && !now.more().contains("or null")
        ? "could be null by schema.lock, so clients of before may send that; mark it @Nullable again" + orDelete(old)
        : null;
  }

  private static String orDelete(Line line) {
    return "; if nothing older is in use, delete `" + line + "` from schema.lock";
  }

  private boolean isSameKind(LockedType before, LockedType after) {
    if (!before.word().equals(after.word()) || before.of().size() != after.of().size()) return false;
    for (int i = 0; i < before.of().size(); i++) {
      if (!isSameKind(before.of().get(i), after.of().get(i))) return false;
    }
    return !after.isOfClass() || isSameClass(before.bounds(), after.bounds());
  }

  /// Whether it is the class itself, the same moved elsewhere, or the same renamed.
  private boolean isSameClass(String before, String after) {
    if (simple(before).equals(simple(after))) return true;
    TypeElement now = elements.getTypeElement(after);
    Was was = now == null ? null : now.getAnnotation(Was.class);
    return was != null && was.value().equals(simple(before));
  }

  private static String simple(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /// Goes through the lines of which a class says nothing any more: they stay as removed; choices may not go.
  private boolean left(LockedClass now, Element user, Block before, Set<Line> met, List<Line> lines) {
    boolean choices = now.kind().equals("enum") || now.kind().equals("sealed");
    boolean fits = true;
    for (Line old : before.lines()) {
      if (met.contains(old)) continue;
      if (!choices) {
        if (!old.removed()) change(user, now.type(), "has no " + old.name() + ", but it does: `" + old + "`");
        lines.add(old.gone());
      } else {
        problems.tell(user, new Value.No(now.type(), "has no " + old.name() + " any more, which clients of before"
            + " may still send and saves may hold; put it back (@Was(\"" + old.name() + "\") is for the same thing"
            + " renamed)" + orDelete(old)));
        fits = false;
      }
    }
    return fits;
  }

  private boolean inOrder(LockedClass now, Element user, List<Line> lines) {
    for (int i = 1; i < lines.size(); i++) {
      Line line = lines.get(i);
      if (line.tag() > lines.get(i - 1).tag()) continue;
      Line before = lines.get(i - 1);
      Element at = now.entries().stream().filter(entry -> entry.name().equals(before.name())).findFirst().map(
          Entry::at).orElse(now.type());
      problems.tell(user,
          new Value.No(at, "stands before " + line.name() + ", which was there first by schema.lock, and"
              + " constants are known by their places; put new ones at the end and leave the others in order"));
      return false;
    }
    return true;
  }

  // ---- what changes

  private void changed(Element user, Entry entry, Line line, @Nullable Line old) {
    change(user, entry.at(), old == null ? "is not in it" : "is `" + line.text() + "` and there `" + old.text() + "`");
  }

  private void change(Element user, @Nullable Element at, String what) {
    if (!frozen) return;
    Element where = Objects.requireNonNullElse(at, user);
    problems.tell(user, new Value.No(where.equals(user) ? null : where, "schema.lock is not up to date, and"
        + " -Atakt.lock.frozen forbids to change it: this " + what
        + "; compile once without that option and commit schema.lock"));
  }
}
