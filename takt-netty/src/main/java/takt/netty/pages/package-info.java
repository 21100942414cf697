/// What is behind the paths: joining, lists and schemas for players, a few pages for operators.
///
/// [PublicPages] and [AdminPages] route; [Origins] says which web pages may ask, [AddressRates] how often anybody may.
@NullMarked
package takt.netty.pages;

import org.jspecify.annotations.NullMarked;
