package takt.app.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import takt.app.launch.Checkout;

/// The arrows between modules run one way, and each module uses only the libraries it is there for.
class ArrowsTest {
  private static final JavaClasses TAKT = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
      .importPackages("takt");

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
      takt.protocol  | java org.jspecify
      takt.schema    | java org.jspecify takt.protocol
      takt.processor | java javax com.sun.source org.jspecify takt.protocol takt.schema
      takt.server    | java javax.crypto org.jspecify org.jctools takt.protocol takt.schema
      takt.client    | java org.jspecify takt.protocol takt.schema
      takt.testkit   | java com.sun.management org.jspecify takt.protocol takt.schema takt.server takt.client
      takt.netty     | java javax.net org.jspecify io.netty takt.protocol takt.schema takt.server
      takt.auth      | java javax.net org.jspecify com.nimbusds takt.protocol takt.schema takt.server
      takt.ops       | java javax.management com.sun.management org.jspecify io.prometheus takt.protocol takt.server
      takt.app       | java javax.tools org.jspecify picocli takt
      """) void modulesUseWhatTheyMay(String module, String allowed) {
    List<String> packages = List.of((module + " " + allowed).split(" "));
    DescribedPredicate<JavaClass> may = DescribedPredicate.describe("in " + packages, used -> {
      JavaClass type = used.getBaseComponentType();
      return type.isPrimitive() || packages.stream().anyMatch(p -> isIn(type.getPackageName(), p));
    });
    classes().that().resideInAPackage(module + "..").should().onlyDependOnClassesThat(may).check(TAKT);
  }

  /// A game may be a module. Then Takt's jars are modules too, and see only what is exported to them.
  @ParameterizedTest
  @ValueSource(strings = {"protocol", "schema", "processor", "server", "client", "ops",
      "testkit"}) void whatOthersUseIsExportedToThem(String name) throws IOException {
    Path compiled = Checkout.project().resolve("takt-" + name + "/target/classes/module-info.class");
    ModuleDescriptor module;
    try (InputStream in = Files.newInputStream(compiled)) {
      module = ModuleDescriptor.read(in);
    }
    Set<String> hidden = new TreeSet<>();
    for (JavaClass user : TAKT) {
      String from = moduleOf(user.getPackageName());
      if (from.equals(module.name())) continue;
      for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
        String used = dependency.getTargetClass().getBaseComponentType().getPackageName();
        boolean isSeen = module.exports().stream()
            .anyMatch(e -> e.source().equals(used) && (!e.isQualified() || e.targets().contains(from)));
        if (moduleOf(used).equals(module.name()) && !isSeen) hidden.add(from + " uses " + used);
      }
    }
    assertEquals(Set.of(), hidden);
  }

  /// `takt.server.room` is in `takt.server`, the package `takt` in `takt.app`.
  private static String moduleOf(String name) {
    String[] parts = name.split("\\.", 3);
    return parts.length == 1 ? "takt.app" : parts[0] + "." + parts[1];
  }

  private static boolean isIn(String name, String parent) {
    return name.equals(parent) || name.startsWith(parent + ".");
  }
}
