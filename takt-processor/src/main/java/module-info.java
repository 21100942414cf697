import javax.annotation.processing.Processor;
import takt.processor.TaktProcessor;

/// Runs in the compiler. See [takt.processor].
module takt.processor {
  requires static org.jspecify;
  requires transitive java.compiler;
  requires takt.schema;

  exports takt.processor;

  provides Processor with TaktProcessor;
}
