/// What tests of the examples' pages need: a real [Browser], and a [Relay] that cuts its line. Never part of a game.
package browser;
