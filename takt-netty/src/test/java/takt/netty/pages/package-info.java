/// Tests of who may see which page.
@NullMarked
package takt.netty.pages;

import org.jspecify.annotations.NullMarked;
