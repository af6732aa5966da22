package io.uring.dmabuf.symbols;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The scanner of C text")
class CScannerTest {

  @Test
  void tellsFunctionsByTheirKind() {
    assertThat(
            definitions(
                """
                int shared(struct a *a)
                {
                	if (a) { return inner(a); }
                	return 0;
                }
                static int own(void) __must_hold(&lock)
                {
                	call(own, ({ 1; }));
                }
                static __always_inline bool fast(int x) { return x; }
                static inline struct a *
                broken_line(int x)
                {
                }
                int declared(int x);
                SYSCALL_DEFINE2(enter, int, fd,
                		int, flags)
                {
                }
                """))
        .containsExactly(
            "function shared",
            "static function own",
            "static inline fast",
            "static inline broken_line",
            "system call enter");
  }

  @Test
  void tellsTypesWithTheirFields() {
    assertThat(
            definitions(
                """
                struct node {
                	int refs, *next;	/* int commented; */
                	u8 bits : 2;
                	union { u64 tag; struct { u32 low; }; };
                	int (*end)(struct node *n);
                	char name[16] ____cacheline_aligned;
                };
                enum direction { TO = 1, FROM };
                typedef unsigned int count_t;
                typedef struct { int inside; } whole_t;
                """))
        .containsExactly(
            "struct node",
            "field refs",
            "field node.refs",
            "field next",
            "field node.next",
            "field bits",
            "field node.bits",
            "field tag",
            "field node.tag",
            "field low",
            "field node.low",
            "callback end",
            "callback node.end",
            "field name",
            "field node.name",
            "enum direction",
            "constant TO",
            "constant FROM",
            "typedef count_t",
            "field inside",
            "typedef whole_t");
  }

  @Test
  void tellsMacrosAndVariables() {
    assertThat(
            definitions(
                """
                #define SIZE 4
                # define TWICE(x) \\
                	((x) * 2)
                static u8 retries = 5;
                static const struct ops ops = {
                	.get = own,
                };
                """))
        .containsExactlyInAnyOrder(
            "constant SIZE", "macro TWICE", "variable retries", "variable ops");
  }

  @Test
  void isNotLedAstrayByCommentsTextsAndBothSidesOfACondition() {
    assertThat(
            definitions(
                """
                // int no(void) {
                static const char *text = "} int no(void) { /*";
                static const char brace = '{';
                #ifdef CONFIG_X
                static int either(int x) {
                #else
                static int either(void) {
                #endif
                	return 0;
                }
                int last(void)
                {
                }
                """))
        .contains("static function either", "function last")
        .doesNotContain("function no");
  }

  private static List<String> definitions(String text) {
    return CScanner.definitions(text).map(found -> found.kind().text() + " " + found.name());
  }
}
