package takt.app.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Protocol, schema and server take time, chance, ids and links as arguments: that is what makes replay, restore and
/// simulation one mechanism. Only `takt.server.host` has real threads and clocks.
class SansIoTest {
  private static final JavaClasses PURE = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
      .importPackages("takt.protocol", "takt.schema", "takt.server");

  /// `class.method`, or `class` for all of it.
  private static final Set<String> BANNED = Set.of("java.lang.System.nanoTime", "java.lang.System.currentTimeMillis",
      "java.lang.System.identityHashCode", "java.lang.System.getenv", "java.lang.System.getProperty",
      "java.lang.System.exit",
      "java.time.Instant.now", "java.time.LocalDate.now", "java.time.LocalDateTime.now", "java.time.ZonedDateTime.now",
      "java.time.Clock", "java.util.Date", "java.lang.Math.random", "java.lang.Math.sin", "java.lang.Math.cos",
      "java.lang.Math.tan", "java.lang.Math.atan2", "java.lang.Math.exp", "java.util.Random",
      "java.util.concurrent.ThreadLocalRandom", "java.security.SecureRandom", "java.util.UUID.randomUUID",
      "java.lang.Thread", "java.lang.Runtime", "java.lang.ProcessBuilder", "java.util.Timer",
      "java.util.concurrent.Executors", "java.util.concurrent.ForkJoinPool",
      "java.util.concurrent.ScheduledExecutorService",
      "java.util.concurrent.locks.LockSupport", "java.util.concurrent.locks.ReentrantLock", "java.lang.Object.wait",
      "java.util.Collection.parallelStream", "java.util.stream.BaseStream.parallel", "java.io.File",
      "java.nio.file.Files",
      "java.io.FileInputStream", "java.io.FileOutputStream", "java.net.Socket", "java.net.ServerSocket");

  private static GivenClassesConjunction outsideTheHost() {
    return noClasses().that().resideOutsideOfPackage("takt.server.host..");
  }

  @Test void nothingReadsAClockRollsDiceOrStartsAThread() {
    outsideTheHost().should()
        .accessTargetWhere(new DescribedPredicate<JavaAccess<?>>("is banned: take it as an argument") {
          @Override public boolean test(JavaAccess<?> access) {
            AccessTarget target = access.getTarget();
            String owner = target.getOwner().getFullName();
            return BANNED.contains(owner) || BANNED.contains(owner + "." + target.getName());
          }
        }).check(PURE);
  }

  @Test void nothingKnowsOfNetworksOrFiles() {
    outsideTheHost().and().resideOutsideOfPackage("takt.server.scan..").should().dependOnClassesThat(
        new DescribedPredicate<JavaClass>("is I/O") {
          @Override public boolean test(JavaClass type) {
            String name = type.getPackageName();
            return name.equals("java.net") || name.startsWith("java.nio.channels") || name.startsWith("java.nio.file")
                || name.equals("java.net.http");
          }
        }).check(PURE);
  }

  @Test void onlyCheckpointsLookThingsUpByIdentity() {
    outsideTheHost().and().haveNameNotMatching("takt\\.server\\.journal\\.State(Writer|Reader)").should()
        .dependOnClassesThat().haveFullyQualifiedName("java.util.IdentityHashMap").check(PURE);
  }
}
