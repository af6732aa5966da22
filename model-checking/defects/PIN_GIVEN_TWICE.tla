------------------------- MODULE PIN_GIVEN_TWICE --------------------------
(*************************************************************************)
(* The end of a mapping gives the exporter two pins back.                *)
(*                                                                       *)
(* model     rw-refines-parts                                            *)
(* override  [DmabufMapping]CountMappings <- CountPinsTwice              *)
(* law       ImplementsDmaSafety                                         *)
(* twin      UNPIN_TWICE by first-read                                   *)
(*************************************************************************)
EXTENDS MCDmabufRw

(* Whoever ends the mapping, and the unmapping itself, both unpin. *)
CountPinsTwice(rb, n) ==
  dmabufs' = [dmabufs EXCEPT ![regbufs[rb].buf].mappings = @ + n,
                             ![regbufs[rb].buf].pins = IF n < 0 THEN @ + 2 * n ELSE @ + n]
===========================================================================
