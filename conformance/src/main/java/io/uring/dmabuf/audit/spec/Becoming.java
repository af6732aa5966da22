package io.uring.dmabuf.audit.spec;

import io.vavr.control.Option;

/** What comes later of what begins: asked for in the order in which it begins. */
interface Becoming {
  /** Nobody knows, as in a first reading. */
  Becoming UNKNOWN =
      new Becoming() {
        @Override
        public Asked.Fate request(long id) {
          return Asked.Fate.UNKNOWN;
        }

        @Override
        public ToldFate told(long id) {
          return ToldFate.BEGUN;
        }

        @Override
        public Option<Long> tag(long node) {
          return Option.none();
        }
      };

  /** What becomes of a request of a kernel. */
  Asked.Fate request(long id);

  /** What becomes of a request whose steps tell it. */
  ToldFate told(long id);

  /** The tag of a node that is made, unless a registration that fails takes it back. */
  Option<Long> tag(long node);
}
