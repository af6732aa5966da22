package io.uring.dmabuf.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tlc2.value.impl.FcnRcdValue;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.IntervalValue;
import tlc2.value.impl.SetEnumValue;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;

@DisplayName("The text of a value")
class ValueTextTest {

  @Test
  void isTheSameForAnIntervalAndTheSetOfItsNumbers() {
    Value set = new SetEnumValue(numbers(2, 1, 3), false);
    assertThat(ValueText.of(new IntervalValue(1, 3))).isEqualTo("{1, 2, 3}");
    assertThat(ValueText.of(set)).isEqualTo("{1, 2, 3}");
  }

  @Test
  void isTheSameForATupleAndTheFunctionOnItsPlaces() {
    Value function = new FcnRcdValue(numbers(2, 1), numbers(8, 9), false);
    assertThat(ValueText.of(new TupleValue(numbers(9, 8)))).isEqualTo("<<9, 8>>");
    assertThat(ValueText.of(function)).isEqualTo("<<9, 8>>");
    assertThat(ValueText.of(new FcnRcdValue(numbers(5, 4), numbers(1, 2), false)))
        .isEqualTo("(4 :> 2 @@ 5 :> 1)");
  }

  @Test
  void isThatOfTheStringForAString() {
    assertThat(ValueText.of(new SetEnumValue(new Value[] {new StringValue("dmabuf")}, true)))
        .isEqualTo("{\"dmabuf\"}");
  }

  @Test
  void doesNotDependOnTheOrderInWhichTlcHasMetStrings() {
    Value set = new SetEnumValue(new Value[] {new StringValue("zz"), new StringValue("aa")}, false);
    assertThat(ValueText.of(set)).isEqualTo("{\"aa\", \"zz\"}");
  }

  private static Value[] numbers(int... numbers) {
    Value[] values = new Value[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      values[i] = IntValue.gen(numbers[i]);
    }
    return values;
  }
}
