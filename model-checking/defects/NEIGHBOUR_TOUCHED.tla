------------------------ MODULE NEIGHBOUR_TOUCHED -------------------------
(*************************************************************************)
(* Parts that count from the end of the buffer: each moves what another  *)
(* one is for, in the right mapping.                                     *)
(*                                                                       *)
(* model     rw-refines-parts                                            *)
(* override  AddressesOf <- AddressesFromTheEnd                          *)
(* law       ImplementsDmaSafety                                         *)
(*************************************************************************)
EXTENDS MCDmabufRw

(* As many pages as the part has, as far from the last page as they should be from the first. *)
AddressesFromTheEnd(d, t) ==
  LET all == regbufs[MappingOfCmd(d, t)].addrs IN
  SubSeq(all, Len(all) + 1 - LastOf(d, t), Len(all) + 1 - FirstOf(d, t))
===========================================================================
