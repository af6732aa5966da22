---------------------------- MODULE TAG_UNASKED ----------------------------
(**************************************************************************)
(* A tag for each node, also for one that the user gave none: he is told  *)
(* of a release that he did not ask to be told of.                        *)
(*                                                                        *)
(* model     buffer-table-small                                           *)
(* override  TakeSlot <- TakeSlotTagging                                  *)
(* law       TagsTellOfReleases                                           *)
(**************************************************************************)
EXTENDS MCRequests

(* Whether there is a tag is not looked at. *)
TakeSlotTagging(ctx) ==
  /\ call[ctx].who = "update" /\ call[ctx].at = "R23" /\ call[ctx].node # 0
  /\ tags' = [tags EXCEPT ![ctx] = Append(@, 0)]
  /\ nodes' = [nodes EXCEPT ![ctx][call[ctx].node].tag = Len(tags[ctx]) + 1]
  /\ table' = [table EXCEPT ![ctx][call[ctx].slot] = 0]
  /\ call' = [call EXCEPT ![ctx].old = table[ctx][call[ctx].slot],
                          ![ctx].at = IF table[ctx][call[ctx].slot] = 0 THEN "store" ELSE "put"]
  /\ UNCHANGED <<ring, imus, reqs, queued>>
============================================================================
