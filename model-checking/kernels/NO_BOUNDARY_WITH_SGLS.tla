----------------------- MODULE NO_BOUNDARY_WITH_SGLS ------------------------
(***************************************************************************)
(* The queues of a controller with SGLs have no virtual boundary: the      *)
(* driver of the transport is asked for it, and that of PCI answers with   *)
(* the page for the admin queue and for a controller without SGLs alone.   *)
(* Before, the page was set for every controller.                          *)
(*                                                                         *)
(* versions  from 6.19                                                     *)
(* function  drivers/nvme/host/pci.c: nvme_pci_get_virt_boundary           *)
(* override  QueueBoundary <- QueueBoundaryWithoutSgls                     *)
(***************************************************************************)
EXTENDS Addressing

(* The page where PRP is all that there is. *)
\* @task drivers/nvme/host/pci.c: nvme_pci_get_virt_boundary, base from 6.19 (B2)
QueueBoundaryWithoutSgls(sgls) == IF sgls THEN 0 ELSE PageUnits
=============================================================================
