package io.uring.dmabuf.symbols;

/**
 * A definition in C text.
 *
 * @param name what is defined; fields also stand with their structure, {@code io_rsrc_node.refs}
 * @param kind what it is
 */
record CDefinition(String name, SymbolKind kind) {}
