package io.uring.dmabuf.replay;

import io.uring.dmabuf.dma.Longs;
import io.uring.dmabuf.dma.Memory;
import io.uring.dmabuf.dma.Page;
import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.Id;
import io.uring.dmabuf.id.Numbered;
import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import io.vavr.collection.Traversable;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/**
 * A 64-bit digest of content, the same in every run. Either computed piece by piece, where the
 * order of the pieces counts, or of a whole immutable object by {@link #of}. Hash codes will not
 * do: those of enums differ from run to run, and those of Vavr's maps are sums in which <code>
 * {1 -> a, 2 -> b}</code> and <code>{1 -> b, 2 -> a}</code> are the same.
 */
public final class Digest {
  private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;
  private static final long TRUE = 0x2545_F491_4F6C_DD1DL;
  private static final long FALSE = 0x369D_EA0F_31A5_3F85L;
  private static final long NULL = 0x5851_F42D_4C95_7F2DL;

  private static final ClassValue<Shape> SHAPES =
      new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
          return new Shape(add(GOLDEN, type.getName()), components(type));
        }
      };

  /** A class of records: two of one content differ when one class is not the other. */
  private record Shape(long start, MethodHandle[] components) {}

  private Digest() {}

  /** The digest of nothing. */
  public static long start() {
    return GOLDEN;
  }

  /** A digest extended by a number. */
  public static long add(long digest, long piece) {
    return mix(digest * 31 + mix(piece + GOLDEN));
  }

  /** A digest extended by a truth value. */
  public static long add(long digest, boolean piece) {
    return add(digest, piece ? TRUE : FALSE);
  }

  /** A digest extended by a text. */
  public static long add(long digest, String piece) {
    long result = add(digest, piece.length());
    for (int i = 0; i < piece.length(); i++) {
      result = (result ^ piece.charAt(i)) * 0x100_0000_01B3L;
    }
    return mix(result);
  }

  /** A digest extended by bytes. */
  public static long add(long digest, byte[] piece) {
    long result = add(digest, piece.length);
    for (byte b : piece) {
      result = (result ^ (b & 0xFF)) * 0x100_0000_01B3L;
    }
    return mix(result);
  }

  /** A digest extended by numbers. */
  public static long add(long digest, long[] piece) {
    long result = add(digest, piece.length);
    for (long number : piece) {
      result = add(result, number);
    }
    return result;
  }

  /** A digest extended by the constant of an enum. */
  public static long add(long digest, Enum<?> piece) {
    return add(digest, piece.name());
  }

  /**
   * The digest of an immutable object by its content: null, numbers, ids, truth values, texts,
   * enums, bytes, pages and memory of them, {@code Longs}, objects by number, Vavr's collections,
   * tuples, {@code Option} and {@code Either}, and records of these. Sets and maps count without
   * order.
   *
   * @throws IllegalArgumentException for an object of any other class
   */
  public static long of(@Nullable Object object) {
    return switch (object) {
      case null -> NULL;
      case Integer number -> add(GOLDEN, number);
      case Id<?> id -> add(GOLDEN, id.number());
      case Long number -> add(GOLDEN, number);
      case Short number -> add(GOLDEN, number);
      case Byte number -> add(GOLDEN, number);
      case Boolean truth -> add(GOLDEN, truth);
      case String text -> add(GOLDEN, text);
      case Enum<?> constant -> add(GOLDEN, constant);
      case byte[] bytes -> add(GOLDEN, bytes);
      case Longs numbers -> add(GOLDEN, numbers.values());
      case Page page -> add(GOLDEN, page.bytes());
      case Memory memory -> add(memory.pageSize(), of(memory.pages()));
      case Record record -> ofRecord(record);
      case Option<?> option -> option.isEmpty() ? NULL : add(1, of(option.get()));
      case Either<?, ?> either ->
          either.isLeft() ? add(2, of(either.getLeft())) : add(3, of(either.get()));
      case Map<?, ?> map -> ofMap(map);
      case Numbered<?, ?> numbered -> ofNumbered(numbered);
      case Set<?> set -> ofSet(set);
      case Traversable<?> sequence -> ofSequence(sequence);
      case Tuple tuple -> ofSequence(tuple.toSeq());
      default ->
          throw new IllegalArgumentException("no digest for an object of " + object.getClass());
    };
  }

  private static long ofSequence(Traversable<?> sequence) {
    long result = 4;
    for (Object element : sequence) {
      result = add(result, of(element));
    }
    return result;
  }

  private static long ofSet(Set<?> set) {
    long sum = 5;
    for (Object element : set) {
      sum += mix(of(element));
    }
    return mix(sum);
  }

  private static long ofMap(Map<?, ?> map) {
    long sum = 6;
    for (Tuple2<?, ?> entry : map) {
      sum += add(of(entry._1), of(entry._2));
    }
    return mix(sum);
  }

  private static long ofNumbered(Numbered<?, ?> numbered) {
    long sum = 6;
    for (Entry<?, ?> entry : numbered) {
      sum += add(add(GOLDEN, entry.id().number()), of(entry.value()));
    }
    return mix(sum);
  }

  private static long ofRecord(Record record) {
    Shape shape = SHAPES.get(record.getClass());
    long result = shape.start();
    for (MethodHandle component : shape.components()) {
      result = add(result, of(value(component, record)));
    }
    return result;
  }

  private static @Nullable Object value(MethodHandle component, Record record) {
    try {
      return component.invokeExact(record);
    } catch (RuntimeException | Error unchecked) {
      throw unchecked;
    } catch (Throwable checked) {
      throw new IllegalStateException(checked);
    }
  }

  private static MethodHandle[] components(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    MethodHandle[] handles = new MethodHandle[components.length];
    for (int i = 0; i < handles.length; i++) {
      try {
        var accessor = components[i].getAccessor();
        accessor.setAccessible(true);
        handles[i] =
            MethodHandles.lookup()
                .unreflect(accessor)
                .asType(MethodType.methodType(Object.class, Record.class));
      } catch (IllegalAccessException closed) {
        throw new IllegalArgumentException("no digest for an object of " + type, closed);
      }
    }
    return handles;
  }

  /** A bijection of 64-bit numbers that spreads every bit (the finalizer of SplitMix64). */
  static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return b ^ (b >>> 31);
  }
}
