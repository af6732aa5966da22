package io.uring.dmabuf.symbols;

import io.vavr.collection.List;

/**
 * A name of the kernel in one place: a line of the list.
 *
 * @param name such as {@code io_put_rsrc_node}; a field that shares its name with others is written
 *     with its structure, {@code io_rsrc_node.refs}
 * @param kind what it is
 * @param file where it is defined
 * @param kernels where it was read: releases, {@code v1-base} for the context lines of the series,
 *     {@code series v1 patch N} for what only the series adds, or {@code liburing}
 * @param note what else is to be known; may be empty
 */
public record KernelSymbol(
    String name, SymbolKind kind, String file, List<String> kernels, String note) {

  /** The releases of the kernel in which it was read. */
  public List<Release> releases() {
    return kernels.flatMap(Release::of);
  }

  /** Whether it is of the kernel, with or without the series. */
  public boolean isOfTheKernel() {
    return !kernels.contains("liburing");
  }
}
