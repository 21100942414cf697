package takt.server.room;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import takt.schema.spi.RoomCode;
import takt.schema.spi.ValueType;
import takt.server.Failure;
import takt.server.Task;

/// The part [Task].
///
/// Owned by the room's thread; open questions are saved. A blocking answer comes as a [RoomMessage.Answered]; a pure
/// one is fetched in the tick it is due in, and if the computation is late the tick waits a moment, then the answer
/// slips to the next tick and the journal says so.
///
/// @param <I> the question
/// @param <O> the answer
public final class AskedTask<I, O> implements Task<I, O>, Part, Timed {
  /// How long a tick waits for a late computation: a tenth of a step at 20 Hz.
  private static final long WAIT_NS = 5_000_000;

  private final RoomBody body;
  private final int index;
  private final Work<I, O> work;
  private final Then<I, O> then;
  private final Map<Long, Question<I>> open = new LinkedHashMap<>();
  private @Nullable Then<I, Failure> onFailure;
  private Duration timeout = Duration.ofSeconds(10);
  private int pureTicks;
  private String name = "";
  private @Nullable ValueType questionType;

  AskedTask(RoomBody body, int index, Work<I, O> work, Then<I, O> then) {
    this.body = body;
    this.index = index;
    this.work = work;
    this.then = then;
  }

  /// A question not yet answered.
  ///
  /// @param due when it is answered (pure) or given up, in units
  public record Question<I>(I asked, long due, TaskRunner.@Nullable Computation computation) {}

  @Override public void bind(RoomCode.Part part) {
    name = part.name();
    questionType = part.takes();
  }

  public String name() {
    return name;
  }

  public ValueType questionType() {
    return Objects.requireNonNull(questionType);
  }

  public Map<Long, Question<I>> open() {
    return open;
  }

  @Override public Task<I, O> timeout(Duration timeout) {
    if (!timeout.isPositive()) throw new IllegalArgumentException("timeout=" + timeout + ", expected more than 0");
    this.timeout = timeout;
    return this;
  }

  @Override public Task<I, O> onFailure(Then<I, Failure> then) {
    onFailure = then;
    return this;
  }

  @Override public Task<I, O> pure(int ticks) {
    if (ticks < 1 || ticks > 1000) throw new IllegalArgumentException("ticks=" + ticks + ", expected 1..1000");
    pureTicks = ticks;
    return this;
  }

  @Override public boolean start(I question) {
    if (body.openQuestions() >= body.config().tasksMax()) {
      body.metrics().tasksRefused.add(1);
      return false;
    }
    long due = pureTicks > 0 ? body.clock().now() + pureTicks : body.clock().due(timeout);
    ask(body.nextQuestion(), question, due);
    return true;
  }

  /// Asks, for the first time or again after a restore.
  public void ask(long number, I question, long due) {
    if (pureTicks > 0) {
      open.put(number, new Question<>(question, due, body.tasks().compute(() -> work.answer(question))));
      return;
    }
    open.put(number, new Question<>(question, due, null));
    body.tasks().ask(() -> work.answer(question), (answer, thrown) -> body.answer(
        new RoomMessage.Answered(index, number, answer, thrown == null ? null : failure(thrown))));
  }

  @Override public int pending() {
    return open.size();
  }

  /// An answer came. One to a question given up is void.
  void answered(RoomMessage.Answered a) {
    Question<I> question = open.remove(a.question());
    if (question == null) return;
    deliver(question.asked, a.answer(), a.failure());
  }

  /// The journal says that a computation was late in this tick.
  void slipped(long number) {
    Question<I> question = open.get(number);
    if (question != null) open.put(number, new Question<>(question.asked, question.due + 1, question.computation));
  }

  @Override public void ring() {
    List<Long> due = new ArrayList<>();
    open.forEach((number, question) -> {
      if (question.due <= body.clock().now()) due.add(number);
    });
    for (Long number : due) {
      Question<I> question = open.get(number);
      if (question == null) continue;
      if (question.computation == null) giveUp(number, question);
      else fetch(number, question, question.computation);
    }
  }

  private void giveUp(Long number, Question<I> question) {
    open.remove(number);
    fail(question.asked, new Failure(true, "no answer in " + timeout));
  }

  private void fetch(Long number, Question<I> question,
      TaskRunner.Computation computation) {
    if (!computation.await(WAIT_NS)) {
      body.journalSlip(new RoomMessage.Slipped(index, number));
      slipped(number);
      return;
    }
    open.remove(number);
    computation.get((answer, thrown) -> deliver(question.asked, answer, thrown == null ? null : failure(thrown)));
  }

  @SuppressWarnings("unchecked") private void deliver(I question, @Nullable Object answer, @Nullable Failure failure) {
    if (failure != null) fail(question, failure);
    else if (answer == null) fail(question, new Failure(false, "the work answered null, expected a value"));
    else body.calls().task(name, () -> then.accept(question, (O) answer));
  }

  private void fail(I question, Failure failure) {
    Then<I, Failure> handler = onFailure;
    if (handler != null) body.calls().task(name, () -> handler.accept(question, failure));
    else body.calls().taskFailed(name, failure);
  }

  private static Failure failure(Throwable thrown) {
    return new Failure(false, thrown.getClass().getSimpleName() + ": " + thrown.getMessage());
  }

  @Override public long nextDue() {
    long due = NEVER;
    for (Question<I> question : open.values()) due = Math.min(due, question.due);
    return due;
  }
}
