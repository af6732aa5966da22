/**
 * What TLC need not work out again: the truth of a part of a law, or of a guard of an action, in a
 * state in which everything that it looks at is as it was in another one.
 *
 * <p>TLC evaluates each law in each new state, and each action in each state, from their text. Most
 * of them look at two or three variables of thirty, and only at few values of these. What a formula
 * has looked at decides its truth; so it is asked once for each combination of values that it looks
 * at, and remembered. TLC still asks every law and every action in every state, in the same order,
 * and makes every transition itself; only a part known to be true is not evaluated a second time,
 * and an action of which a guard is known to be false is left at once.
 */
@NullMarked
package io.uring.dmabuf.tlc.known;

import org.jspecify.annotations.NullMarked;
