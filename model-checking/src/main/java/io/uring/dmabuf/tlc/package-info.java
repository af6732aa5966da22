/**
 * TLC run in process: the manifest of models, one run of one model with an observer of every
 * transition, and the orchestration of many runs. Depends on the specifications alone; what replays
 * the transitions on the implementation is handed in through {@link
 * io.uring.dmabuf.tlc.ObserverFactory}.
 */
package io.uring.dmabuf.tlc;
