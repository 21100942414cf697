/// The smallest game there is: see [Hello].
package hello;
