package takt.app.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
      takt.testkit   | java org.jspecify takt.protocol takt.schema takt.server takt.client
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

  private static boolean isIn(String name, String parent) {
    return name.equals(parent) || name.startsWith(parent + ".");
  }
}
