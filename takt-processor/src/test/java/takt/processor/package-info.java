/// The processor, run by two compilers on games written as texts.
@NullMarked
package takt.processor;

import org.jspecify.annotations.NullMarked;
