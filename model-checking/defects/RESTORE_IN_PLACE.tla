-------------------------- MODULE RESTORE_IN_PLACE --------------------------
(***************************************************************************)
(* Restoring does not walk back.                                           *)
(*                                                                         *)
(* model     addressing-iterate                                            *)
(* override  Restore <- RestoreInPlace                                     *)
(* law       RestoreComesBack                                              *)
(* was       seed-restore-in-place                                         *)
(***************************************************************************)
EXTENDS MCAddressing

(* The segment is taken for part of what was saved. *)
RestoreInPlace(it, saved) ==
  [at |-> it.at, offset |-> saved.offset, count |-> saved.count, segs |-> saved.segs]
=============================================================================
