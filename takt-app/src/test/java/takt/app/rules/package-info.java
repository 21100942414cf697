/// Rules of the whole project, as tests: which module may use which, what may not be called where, how code looks.
@NullMarked
package takt.app.rules;

import org.jspecify.annotations.NullMarked;
