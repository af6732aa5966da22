package io.uring.dmabuf.scenario;

/** What a scenario has given a name to. */
sealed interface Named {

  /** Its number on the machine, from 1. */
  int id();

  /** A ring. */
  record Ring(int id) implements Named {}

  /** A drive. */
  record Disk(int id) implements Named {}

  /** A file. */
  record File(int id) implements Named {}

  /** A dma-buf. */
  record Buffer(int id) implements Named {}

  /** Ordinary memory of the user. */
  record Pages(int id) implements Named {}
}
