/**
 * The models with their bounds, the planted defects, the kernel alternatives, and the root module
 * and cfg generated from each. Says what TLC is to check and what is expected of it; runs nothing.
 */
@NullMarked
package io.uring.dmabuf.tlc.models;

import org.jspecify.annotations.NullMarked;
