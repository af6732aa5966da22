package io.uring.dmabuf.audit.rule;

import io.vavr.collection.List;
import io.vavr.control.Either;
import java.util.function.Supplier;

/** All rules: one list, in the order of the verdict. */
public final class Rules {
  private static final List<Supplier<Rule>> ALL =
      List.of(
          CompletesOnce::new,
          TagAfterLastRequest::new,
          TagNotLost::new,
          NothingLeft::new,
          NoNodeLeaked::new,
          RequestsGoInOrder::new,
          NoResultBeforeTheEnd::new,
          InFlightHoldsNode::new,
          NoDanglingReference::new,
          TableRegisteredOnce::new,
          OneTagPerPart::new,
          CqeNamesItsCommand::new,
          DeviceOwnsCommand::new,
          SqHoldsQueued::new,
          CommandIsItsRequest::new,
          RequestEndsOnce::new,
          TagIffInFlight::new,
          PagesMappedForTheirCommand::new,
          IommuMatchesMappings::new,
          NoDmaOutsideMapping::new,
          SyncedAroundAccess::new,
          SuccessMovedAll::new,
          QuiescenceRestores::new,
          HoldsStandOnHolds::new,
          EmptiedSlotReleased::new,
          FenceSignalledOnce::new,
          NoWaitCycle::new);

  private Rules() {}

  /** {@return all rules, fresh} */
  public static List<Rule> all() {
    return ALL.map(Supplier::get);
  }

  /** {@return the rules of these names, fresh, or one line that says which name is none} */
  public static Either<String, List<Rule>> of(List<String> names) {
    List<Rule> all = all();
    List<String> known = all.map(rule -> rule.about().name());
    return names
        .find(name -> !known.contains(name))
        .<Either<String, List<Rule>>>map(
            name -> Either.left("no rule " + name + ": there are " + known.mkString(", ")))
        .getOrElse(() -> Either.right(all.filter(rule -> names.contains(rule.about().name()))));
  }
}
