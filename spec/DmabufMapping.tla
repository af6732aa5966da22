----------------------------- MODULE DmabufMapping -----------------------------
(***************************************************************************)
(* What one registration holds while it lives: a file, a dma-buf, an       *)
(* attachment, a mapping, a device and an array of DMA segments, taken in  *)
(* this order and given back in the reverse order that keeps every step    *)
(* supplied with what it still needs.                                      *)
(*                                                                         *)
(* The holder is the regbuf.  A device sees memory only through its IOMMU; *)
(* addresses come from a finite pool, lowest first, so an address that was *)
(* unmapped is the next one to be given away: the hardest case for a       *)
(* device that still uses it.  Mapping and unmapping run under the         *)
(* dma-buf's reservation lock (resv), which the exporter takes too, when   *)
(* and for as long as it likes.                                            *)
(*                                                                         *)
(* In the same address space lives what single commands map for            *)
(* themselves: a command on ordinary pages has its pages mapped when it is *)
(* made and unmapped when it is over, without any lock of the above.  Such *)
(* a mapping belongs to the command's tag, and what one kind gives back    *)
(* the other may get.                                                      *)
(*                                                                         *)
(* Left out: movement by the exporter (the mapping of a static attachment  *)
(* pins the buffer, dma_buf_pin_on_map; up to 6.14 the attachment itself   *)
(* does); that an IOMMU may map the pages of a command at neighbouring     *)
(* addresses, and that a device without one maps nothing.                  *)
(*                                                                         *)
(* Not of the first version: whoever unbinds the driver of a device ends   *)
(* the mappings that others have made for it (Revoke), as a mapping must   *)
(* not outlive the binding of its device (INTENDED.md, V1-HOTREMOVE).      *)
(***************************************************************************)
EXTENDS Integers, Sequences, FiniteSets, TLC

CONSTANTS
  Files,      \* block files, opened with O_DIRECT, 1 .. n
  Bufs,       \* dma-bufs, 1 .. n
  Devs,       \* devices, 1 .. n
  DevOf,      \* file -> the device behind it
  PagesOf,    \* dma-buf -> its size in device pages
  Iovas,      \* page-sized device addresses that each IOMMU can hand out, 1 .. n
  Shareable,  \* dma-bufs whose reservation lock the exporter takes now and then
  Closable,   \* [files, bufs]: the descriptors that the user closes at some moment
  Toggled,    \* files whose O_DIRECT the user clears, and sets again, at some moment
  RegbufIds,  \* numbers of regbufs, 1 .. n: as many as can live at one time
  Tags,       \* tags of each device whose commands may map pages for themselves, 0 .. n-1
  Unbindable, \* devices whose driver is unbound at some moment
  UserPages   \* device pages of a buffer of ordinary pages

ASSUME DmabufMappingConstants ==
  /\ Files \subseteq Nat \ {0} /\ Bufs \subseteq Nat \ {0} /\ Devs \subseteq Nat \ {0}
  /\ DevOf \in [Files -> Devs] /\ PagesOf \in [Bufs -> Nat \ {0}]
  /\ Shareable \subseteq Bufs /\ Iovas \subseteq Nat \ {0}
  /\ Closable.files \subseteq Files /\ Closable.bufs \subseteq Bufs /\ Toggled \subseteq Files
  /\ RegbufIds \subseteq Nat \ {0}
  /\ Tags \subseteq Nat /\ Unbindable \subseteq Devs /\ UserPages \in Nat \ {0}

VARIABLES
  files,      \* file -> [fd, refs, direct]: descriptor still open; references, the descriptor's included;
              \* whether it is O_DIRECT now
  dmabufs,    \* dma-buf -> [fd, refs, attachments, pins, mappings]: the same, and the exporter's counts
  devs,       \* device -> references taken by registrations
  regbufs,    \* live regbuf id -> what it holds
  iommu,      \* device -> address -> regbuf or command that it translates for, 0 if unmapped
  resv,       \* dma-buf -> 0 free, or the regbuf that holds it, or Exporter
  maps        \* device -> tag -> addresses that its command has mapped for itself, in order

dmvars == <<files, dmabufs, devs, regbufs, iommu, resv, maps>>

Exporter == 99

NoHold == [file |-> 0, dev |-> 0, buf |-> 0, attached |-> FALSE, addrs |-> <<>>,
           pinned |-> FALSE, vec |-> FALSE]

TypeOK ==
  /\ DOMAIN files = Files
  /\ \A f \in Files : files[f].refs \in Nat /\ files[f].fd \in BOOLEAN /\ files[f].direct \in BOOLEAN
  /\ DOMAIN dmabufs = Bufs
  /\ \A b \in Bufs :
       /\ dmabufs[b].fd \in BOOLEAN /\ dmabufs[b].refs \in Nat
       /\ \A what \in {"attachments", "pins", "mappings"} : dmabufs[b][what] \in Int
  /\ devs \in [Devs -> Nat]
  /\ \A rb \in DOMAIN regbufs :
       /\ DOMAIN regbufs[rb] = DOMAIN NoHold
       /\ regbufs[rb].file \in Files \cup {0} /\ regbufs[rb].buf \in Bufs \cup {0}
       /\ regbufs[rb].dev \in Devs \cup {0} /\ regbufs[rb].addrs \in Seq(Iovas)
  /\ iommu \in [Devs -> [Iovas -> Int]]
  /\ resv \in [Bufs -> Nat]
  /\ DOMAIN maps = Devs
  /\ \A d \in Devs : DOMAIN maps[d] = Tags /\ \A t \in Tags : maps[d][t] \in Seq(Iovas)

Init ==
  /\ files = [f \in Files |-> [fd |-> TRUE, refs |-> 1, direct |-> TRUE]]
  /\ dmabufs = [b \in Bufs |-> [fd |-> TRUE, refs |-> 1, attachments |-> 0, pins |-> 0, mappings |-> 0]]
  /\ devs = [d \in Devs |-> 0]
  /\ regbufs = <<>>
  /\ iommu = [d \in Devs |-> [a \in Iovas |-> 0]]
  /\ resv = [b \in Bufs |-> 0]
  /\ maps = [d \in Devs |-> [t \in Tags |-> <<>>]]

--------------------------------------------------------------------------------
(* Helpers. *)

LowestId(S) == CHOOSE n \in 1 .. Cardinality(S) + 1 : n \notin S /\ 1 .. n - 1 \subseteq S

NextRegbuf == LowestId(DOMAIN regbufs)

Drop(f, k) == [x \in DOMAIN f \ {k} |-> f[x]]

FreeIovas(d) == {a \in Iovas : iommu[d][a] = 0}

(* The n lowest free addresses of a device, in ascending order. *)
RECURSIVE LowestOf(_, _)
LowestOf(S, n) ==
  IF n = 0 THEN <<>>
  ELSE LET a == CHOOSE a \in S : \A b \in S : a <= b IN <<a>> \o LowestOf(S \ {a}, n - 1)

Range(s) == {s[i] : i \in DOMAIN s}

Mapped(rb) == regbufs[rb].addrs # <<>>

(* Enough addresses are left to map the buffer that the regbuf holds. *)
CanMap(rb) ==
  Cardinality(FreeIovas(regbufs[rb].dev)) >= PagesOf[regbufs[rb].buf]

(* What stands in the IOMMU for a command: no other command of any device, and no regbuf. *)
Command(d, t) == -(1 + t + (d - 1) * Cardinality(Tags))

(* Enough addresses are left to map the n pages of a command. *)
CanMapPages(d, n) == Cardinality(FreeIovas(d)) >= n

Set(rb, h) == regbufs' = [regbufs EXCEPT ![rb] = h]

(***************************************************************************)
(* What the exporter of the dma-buf of a regbuf counts in its callbacks:   *)
(* attachments, and mappings, each of which is pinned while it is there.   *)
(***************************************************************************)
CountAttachments(rb, n) == dmabufs' = [dmabufs EXCEPT ![regbufs[rb].buf].attachments = @ + n]

CountMappings(rb, n) ==
  dmabufs' = [dmabufs EXCEPT ![regbufs[rb].buf].mappings = @ + n, ![regbufs[rb].buf].pins = @ + n]

RegbufsOf(P(_)) == Cardinality({rb \in DOMAIN regbufs : P(regbufs[rb])})

(* What registrations and the descriptor hold; requests hold the rest (see DmabufRw). *)
RegistrationFileRefs(f) ==
  (IF files[f].fd THEN 1 ELSE 0) + RegbufsOf(LAMBDA h : h.file = f)

(* Whether a file names the device that is behind it: one that is O_DIRECT now.  A decision of its own. *)
NamesDevice(f) == files[f].direct

(* Whether one more request takes the file, or one more registration begins; models bound it. *)
MayGetFile(f) == TRUE
MayAllocRegbuf == TRUE

--------------------------------------------------------------------------------
(* The environment: descriptors close, flags change and the exporter locks, whenever they like. *)

\* @user fs/open.c: close, base (close)
\* @user fs/file.c: file_close_fd, base (close)
CloseFile(f) ==
  /\ files[f].fd
  /\ files' = [files EXCEPT ![f].fd = FALSE, ![f].refs = @ - 1]
  /\ UNCHANGED <<dmabufs, devs, regbufs, iommu, resv, maps>>

\* @user fs/open.c: close, base (close)
\* @user fs/file.c: file_close_fd, base (close)
CloseBuf(b) ==
  /\ dmabufs[b].fd
  /\ dmabufs' = [dmabufs EXCEPT ![b].fd = FALSE, ![b].refs = @ - 1]
  /\ UNCHANGED <<files, devs, regbufs, iommu, resv, maps>>

(***************************************************************************)
(* O_DIRECT is cleared, or set again: a flag of the file, whoever has it   *)
(* registered or in flight.  Nobody is told, and no lock of the above is   *)
(* asked for.                                                              *)
(***************************************************************************)
\* @user fs/fcntl.c: setfl, base (fcntl)
SetFlags(f, direct) ==
  /\ files[f].fd /\ files[f].direct # direct
  /\ files' = [files EXCEPT ![f].direct = direct]
  /\ UNCHANGED <<dmabufs, devs, regbufs, iommu, resv, maps>>

\* @exporter include/linux/dma-resv.h: dma_resv_lock, base (resv)
ExporterLock(b) ==
  /\ b \in Shareable /\ resv[b] = 0 /\ dmabufs[b].refs > 0
  /\ resv' = [resv EXCEPT ![b] = Exporter]
  /\ UNCHANGED <<files, dmabufs, devs, regbufs, iommu, maps>>

\* @exporter include/linux/dma-resv.h: dma_resv_unlock, base (resv)
ExporterUnlock(b) ==
  /\ resv[b] = Exporter
  /\ resv' = [resv EXCEPT ![b] = 0]
  /\ UNCHANGED <<files, dmabufs, devs, regbufs, iommu, maps>>

(* A request holds the file that it is for, from its start to its end. *)
\* @task fs/file.c: fget, base (I1)
ReqGetFile(f) ==
  /\ files[f].fd /\ MayGetFile(f)
  /\ files' = [files EXCEPT ![f].refs = @ + 1]
  /\ UNCHANGED <<dmabufs, devs, regbufs, iommu, resv, maps>>

\* @tw fs/file_table.c: fput, base (C6)
ReqPutFile(f) ==
  /\ files[f].refs > RegistrationFileRefs(f)
  /\ files' = [files EXCEPT ![f].refs = @ - 1]
  /\ UNCHANGED <<dmabufs, devs, regbufs, iommu, resv, maps>>

--------------------------------------------------------------------------------
(* Taking, in the order of the registration. *)

(* R8: an empty regbuf. *)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R8)
AllocRegbuf ==
  /\ MayAllocRegbuf
  /\ regbufs' = regbufs @@ (NextRegbuf :> NoHold)
  /\ UNCHANGED <<files, dmabufs, devs, iommu, resv, maps>>

(* R9: one reference of the target file, stored at once so that every later failure drops it. *)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R9)
GetFile(rb, f) ==
  /\ rb \in DOMAIN regbufs /\ regbufs[rb] = NoHold /\ files[f].fd
  /\ files' = [files EXCEPT ![f].refs = @ + 1]
  /\ Set(rb, [NoHold EXCEPT !.file = f])
  /\ UNCHANGED <<dmabufs, devs, iommu, resv, maps>>

(* R11: the device behind the file; the open file keeps it, no reference is taken. *)
\* @task block/bdev.c: block_get_dma_device, patch 05 (R11)
\* @task drivers/nvme/host/pci.c: nvme_pci_get_dma_device, patch 06 (R11)
GetDmaDevice(rb) ==
  /\ rb \in DOMAIN regbufs /\ regbufs[rb].file # 0 /\ regbufs[rb].dev = 0
  /\ NamesDevice(regbufs[rb].file)
  /\ Set(rb, [regbufs[rb] EXCEPT !.dev = DevOf[regbufs[rb].file]])
  /\ UNCHANGED <<files, dmabufs, devs, iommu, resv, maps>>

(* R12: one reference of the dma-buf. *)
\* @task io_uring/dmabuf.c: io_dmabuf_import, patch 08 (R12)
GetDmabuf(rb, b) ==
  /\ rb \in DOMAIN regbufs /\ regbufs[rb].dev # 0 /\ regbufs[rb].buf = 0
  /\ dmabufs[b].fd
  /\ dmabufs' = [dmabufs EXCEPT ![b].refs = @ + 1]
  /\ Set(rb, [regbufs[rb] EXCEPT !.buf = b])
  /\ UNCHANGED <<files, devs, iommu, resv, maps>>

(* R13: the static attachment; takes resv for a moment. *)
\* @task drivers/dma-buf/dma-buf.c: dma_buf_attach, base (R13)
Attach(rb) ==
  /\ rb \in DOMAIN regbufs /\ regbufs[rb].buf # 0 /\ ~regbufs[rb].attached
  /\ ~regbufs[rb].pinned
  /\ resv[regbufs[rb].buf] = 0
  /\ Set(rb, [regbufs[rb] EXCEPT !.attached = TRUE]) /\ CountAttachments(rb, 1)
  /\ UNCHANGED <<files, devs, iommu, resv, maps>>

(* R14, U5: the reservation lock, taken by the _unlocked helpers; waits for the exporter. *)
\* @task drivers/dma-buf/dma-buf.c: dma_buf_map_attachment_unlocked, base (R14, U5)
LockResv(rb) ==
  /\ rb \in DOMAIN regbufs /\ regbufs[rb].attached /\ ~regbufs[rb].vec
  /\ Mapped(rb) \/ ~regbufs[rb].pinned
  /\ resv[regbufs[rb].buf] = 0
  /\ resv' = [resv EXCEPT ![regbufs[rb].buf] = rb]
  /\ UNCHANGED <<files, dmabufs, devs, regbufs, iommu, maps>>

(* R14: the mapping is made, page by page, and the lock dropped. *)
\* @task drivers/dma-buf/dma-buf.c: dma_buf_map_attachment, base (R14)
Map(rb) ==
  /\ rb \in DOMAIN regbufs /\ regbufs[rb].buf # 0
  /\ resv[regbufs[rb].buf] = rb /\ ~Mapped(rb) /\ CanMap(rb)
  /\ LET d == regbufs[rb].dev
         addrs == LowestOf(FreeIovas(d), PagesOf[regbufs[rb].buf]) IN
       /\ Set(rb, [regbufs[rb] EXCEPT !.addrs = addrs])
       /\ iommu' = [iommu EXCEPT ![d] = [a \in Iovas |-> IF a \in Range(addrs) THEN rb ELSE @[a]]]
  /\ CountMappings(rb, 1)
  /\ resv' = [resv EXCEPT ![regbufs[rb].buf] = 0]
  /\ UNCHANGED <<files, devs, maps>>

(* R14: no address is left, or the driver is to be unbound; the lock is dropped and nothing is mapped. *)
\* @task drivers/dma-buf/dma-buf.c: dma_buf_map_attachment, base (R14)
MapFails(rb) ==
  /\ rb \in DOMAIN regbufs /\ regbufs[rb].buf # 0
  /\ resv[regbufs[rb].buf] = rb /\ ~Mapped(rb)
  /\ ~CanMap(rb) \/ regbufs[rb].dev \in Unbindable
  /\ resv' = [resv EXCEPT ![regbufs[rb].buf] = 0]
  /\ UNCHANGED <<files, dmabufs, devs, regbufs, iommu, maps>>

(* R16: one reference of the device, after the mapping. *)
\* @task io_uring/dmabuf.c: io_dmabuf_import, patch 08 (R16)
GetDevice(rb) ==
  /\ rb \in DOMAIN regbufs /\ Mapped(rb) /\ ~regbufs[rb].pinned
  /\ resv[regbufs[rb].buf] # rb
  /\ devs' = [devs EXCEPT ![regbufs[rb].dev] = @ + 1]
  /\ Set(rb, [regbufs[rb] EXCEPT !.pinned = TRUE])
  /\ UNCHANGED <<files, dmabufs, iommu, resv, maps>>

(* R17-R18: the array of DMA segments. *)
\* @task io_uring/rsrc.c: io_register_dmabuf, patch 10 (R17-R18)
AllocVec(rb) ==
  /\ rb \in DOMAIN regbufs /\ Mapped(rb) /\ regbufs[rb].pinned /\ ~regbufs[rb].vec
  /\ resv[regbufs[rb].buf] # rb
  /\ Set(rb, [regbufs[rb] EXCEPT !.vec = TRUE])
  /\ UNCHANGED <<files, dmabufs, devs, iommu, resv, maps>>

--------------------------------------------------------------------------------
(* Giving back, in the order of the release; a step that has nothing to give back is skipped
   because the next one is enabled instead. *)

(* U4 *)
\* @task io_uring/rsrc.c: io_release_reg_dmabuf, patch 10 (U4)
FreeVec(rb) ==
  /\ rb \in DOMAIN regbufs /\ regbufs[rb].vec
  /\ Set(rb, [regbufs[rb] EXCEPT !.vec = FALSE])
  /\ UNCHANGED <<files, dmabufs, devs, iommu, resv, maps>>

(* U5: under resv; every address of the mapping is invalid from here. *)
\* @task drivers/dma-buf/dma-buf.c: dma_buf_unmap_attachment, base (U5)
Unmap(rb) ==
  /\ rb \in DOMAIN regbufs /\ Mapped(rb) /\ ~regbufs[rb].vec
  /\ resv[regbufs[rb].buf] = rb
  /\ iommu' = [iommu EXCEPT ![regbufs[rb].dev] = [a \in Iovas |-> IF @[a] = rb THEN 0 ELSE @[a]]]
  /\ Set(rb, [regbufs[rb] EXCEPT !.addrs = <<>>]) /\ CountMappings(rb, -1)
  /\ resv' = [resv EXCEPT ![regbufs[rb].buf] = 0]
  /\ UNCHANGED <<files, devs, maps>>

(***************************************************************************)
(* Whoever unbinds the driver of a device ends a mapping that is complete; *)
(* takes resv for a moment.  What is left of the registration is given     *)
(* back by its release as ever, which finds no mapping to end.  One that   *)
(* is not complete belongs to the call that makes it, or to the one that   *)
(* gives it back.                                                          *)
(***************************************************************************)
\* @user drivers/dma-buf/dma-buf.c: dma_buf_unmap_attachment_unlocked, base (removal)
Revoke(rb) ==
  /\ rb \in DOMAIN regbufs /\ Mapped(rb) /\ regbufs[rb].vec /\ regbufs[rb].dev \in Unbindable
  /\ resv[regbufs[rb].buf] = 0
  /\ iommu' = [iommu EXCEPT ![regbufs[rb].dev] = [a \in Iovas |-> IF @[a] = rb THEN 0 ELSE @[a]]]
  /\ Set(rb, [regbufs[rb] EXCEPT !.addrs = <<>>]) /\ CountMappings(rb, -1)
  /\ UNCHANGED <<files, devs, resv, maps>>

(* U6: takes resv for a moment. *)
\* @task drivers/dma-buf/dma-buf.c: dma_buf_detach, base (U6)
Detach(rb) ==
  /\ rb \in DOMAIN regbufs /\ regbufs[rb].attached /\ ~Mapped(rb) /\ ~regbufs[rb].vec
  /\ resv[regbufs[rb].buf] = 0
  /\ Set(rb, [regbufs[rb] EXCEPT !.attached = FALSE]) /\ CountAttachments(rb, -1)
  /\ UNCHANGED <<files, devs, iommu, resv, maps>>

(* U7 *)
\* @task drivers/dma-buf/dma-buf.c: dma_buf_put, base (U7)
PutDmabuf(rb) ==
  /\ rb \in DOMAIN regbufs /\ regbufs[rb].buf # 0 /\ ~regbufs[rb].attached
  /\ dmabufs' = [dmabufs EXCEPT ![regbufs[rb].buf].refs = @ - 1]
  /\ Set(rb, [regbufs[rb] EXCEPT !.buf = 0])
  /\ UNCHANGED <<files, devs, iommu, resv, maps>>

(* U8 *)
\* @task io_uring/dmabuf.c: io_dmabuf_release, patch 08 (U8)
PutDevice(rb) ==
  /\ rb \in DOMAIN regbufs /\ regbufs[rb].pinned /\ regbufs[rb].buf = 0
  /\ devs' = [devs EXCEPT ![regbufs[rb].dev] = @ - 1]
  /\ Set(rb, [regbufs[rb] EXCEPT !.pinned = FALSE])
  /\ UNCHANGED <<files, dmabufs, iommu, resv, maps>>

(* U9: the file goes last.  In Linux it does not keep the driver bound (FINDINGS.md, 6). *)
\* @task io_uring/rsrc.c: io_release_reg_dmabuf, patch 10 (U9)
PutFile(rb) ==
  /\ rb \in DOMAIN regbufs /\ regbufs[rb].file # 0
  /\ regbufs[rb].buf = 0 /\ ~regbufs[rb].pinned
  /\ files' = [files EXCEPT ![regbufs[rb].file].refs = @ - 1]
  /\ Set(rb, NoHold)
  /\ UNCHANGED <<dmabufs, devs, iommu, resv, maps>>

(* U10 *)
\* @task io_uring/rsrc.c: io_release_reg_dmabuf, patch 10 (U10)
FreeRegbuf(rb) ==
  /\ rb \in DOMAIN regbufs /\ regbufs[rb] = NoHold
  /\ regbufs' = Drop(regbufs, rb)
  /\ UNCHANGED <<files, dmabufs, devs, iommu, resv, maps>>

--------------------------------------------------------------------------------
(* Commands on ordinary pages: their own mappings, by whoever queues them and by the interrupt. *)

(***************************************************************************)
(* The n pages of a command are mapped, before its entries are made.  Such a *)
(* mapping also hands the memory to the device.                            *)
(***************************************************************************)
\* @task drivers/nvme/host/pci.c: nvme_map_data, base (N3)
MapPages(d, t, n) ==
  /\ maps[d][t] = <<>> /\ CanMapPages(d, n)
  /\ LET addrs == LowestOf(FreeIovas(d), n) IN
       /\ maps' = [maps EXCEPT ![d][t] = addrs]
       /\ iommu' = [iommu EXCEPT ![d] = [a \in Iovas |-> IF a \in Range(addrs)
                                                        THEN Command(d, t) ELSE @[a]]]
  /\ UNCHANGED <<files, dmabufs, devs, regbufs, resv>>

(* They are unmapped: every address of theirs is invalid from here, and the memory the CPU's. *)
\* @irq drivers/nvme/host/pci.c: nvme_unmap_data, base (C2)
UnmapPages(d, t) ==
  /\ maps[d][t] # <<>>
  /\ iommu' = [iommu EXCEPT ![d] = [a \in Iovas |-> IF a \in Range(maps[d][t]) THEN 0 ELSE @[a]]]
  /\ maps' = [maps EXCEPT ![d][t] = <<>>]
  /\ UNCHANGED <<files, dmabufs, devs, regbufs, resv>>

--------------------------------------------------------------------------------
(* Mappings alone: any number of registrations, and the command of any tag, may take and give
   back at any time. *)

Next ==
  \/ \E f \in Closable.files : CloseFile(f)
  \/ \E b \in Closable.bufs : CloseBuf(b)
  \/ \E f \in Toggled, direct \in BOOLEAN : SetFlags(f, direct)
  \/ \E f \in Files : ReqGetFile(f) \/ ReqPutFile(f)
  \/ \E b \in Bufs : ExporterLock(b) \/ ExporterUnlock(b)
  \/ AllocRegbuf
  \/ \E rb \in RegbufIds, f \in Files : GetFile(rb, f)
  \/ \E rb \in RegbufIds, b \in Bufs : GetDmabuf(rb, b)
  \/ \E rb \in RegbufIds :
       \/ GetDmaDevice(rb) \/ Attach(rb) \/ LockResv(rb) \/ Map(rb) \/ MapFails(rb)
       \/ GetDevice(rb) \/ AllocVec(rb)
       \/ FreeVec(rb) \/ Unmap(rb) \/ Detach(rb) \/ PutDmabuf(rb) \/ PutDevice(rb)
       \/ PutFile(rb) \/ FreeRegbuf(rb) \/ Revoke(rb)
  \/ \E d \in Devs, t \in Tags, n \in 1 .. UserPages : MapPages(d, t, n)
  \/ \E d \in Devs, t \in Tags : UnmapPages(d, t)

Spec == Init /\ [][Next]_dmvars

--------------------------------------------------------------------------------
(* Laws. *)

FileRefsCoverRegistrations ==
  \A f \in Files : files[f].refs >= RegistrationFileRefs(f)

DmabufRefsMatchHolders ==
  \A b \in Bufs :
    dmabufs[b].refs = (IF dmabufs[b].fd THEN 1 ELSE 0) + RegbufsOf(LAMBDA h : h.buf = b)

(* The exporter has counted the attachments and the mappings that there are, and pins for these alone. *)
ExporterCountsMatchHolders ==
  \A b \in Bufs :
    LET mapped == RegbufsOf(LAMBDA h : h.buf = b /\ h.addrs # <<>>) IN
    /\ dmabufs[b].attachments = RegbufsOf(LAMBDA h : h.buf = b /\ h.attached)
    /\ dmabufs[b].pins = mapped /\ dmabufs[b].mappings = mapped

DeviceRefsMatchHolders ==
  \A d \in Devs : devs[d] = RegbufsOf(LAMBDA h : h.pinned /\ h.dev = d)

(***************************************************************************)
(* The IOMMU translates exactly the addresses of live mappings, each for   *)
(* one mapping only, be it that of a registration or of a command.         *)
(***************************************************************************)
OwnersOf(d, a) ==
  {rb \in DOMAIN regbufs : regbufs[rb].dev = d /\ a \in Range(regbufs[rb].addrs)}
    \cup {Command(d, t) : t \in {t \in Tags : a \in Range(maps[d][t])}}

IommuMatchesMappings ==
  \A d \in Devs, a \in Iovas :
    LET owners == OwnersOf(d, a) IN
      /\ Cardinality(owners) <= 1
      /\ iommu[d][a] = IF owners = {} THEN 0 ELSE CHOOSE m \in owners : TRUE

(* Every hold still has what it stands on: the order of release read as a state predicate.  A vector alone
   outlives its mapping, where a driver is unbound. *)
HoldsStandOnHolds ==
  \A rb \in DOMAIN regbufs :
    LET h == regbufs[rb] IN
      /\ h.vec => h.pinned /\ (h.addrs # <<>> \/ (h.attached /\ h.dev \in Unbindable))
      /\ h.addrs # <<>> => h.attached
      /\ h.attached => h.buf # 0
      /\ h.buf # 0 => h.dev # 0
      /\ h.dev # 0 => h.file # 0
      /\ h.pinned => h.file # 0

(* A mapped buffer and its file are alive even when every descriptor is closed. *)
HeldObjectsAlive ==
  \A rb \in DOMAIN regbufs :
    /\ regbufs[rb].buf # 0 => dmabufs[regbufs[rb].buf].refs > 0
    /\ regbufs[rb].file # 0 => files[regbufs[rb].file].refs > 0

(* Whoever maps or unmaps a buffer holds its reservation lock, or takes it for this alone, when it is free. *)
MappingChangesUnderResv ==
  [][\A rb \in DOMAIN regbufs \cap DOMAIN regbufs' :
       regbufs'[rb].addrs # regbufs[rb].addrs =>
         resv[regbufs[rb].buf] = IF regbufs[rb].vec THEN 0 ELSE rb]_dmvars

(***************************************************************************)
(* What a registration holds it takes one after the other, each when it    *)
(* has all before it and nothing behind it, and does not exchange it; and  *)
(* it gives back what nothing that it still has stands on: the vector, the *)
(* mapping, the attachment and the dma-buf, the device, and at last the    *)
(* file.  So it takes nothing any more when it has begun to give back: but *)
(* a dma-buf, which leads nowhere while the device is held.  Of one that   *)
(* has everything the mapping alone may be taken, with the driver that it  *)
(* is for.                                                                 *)
(***************************************************************************)
Held(h) ==
  {i \in 1 .. 7 : <<h.file # 0, h.dev # 0, h.buf # 0, h.attached, h.addrs # <<>>, h.pinned, h.vec>>[i]}

GivenBackAs == <<6, 6, 4, 3, 2, 5, 1>>

HoldsGoInOrder ==
  [][/\ \A rb \in DOMAIN regbufs' \ DOMAIN regbufs : regbufs'[rb] = NoHold
     /\ \A rb \in DOMAIN regbufs \ DOMAIN regbufs' : regbufs[rb] = NoHold
     /\ \A rb \in DOMAIN regbufs \cap DOMAIN regbufs' : regbufs'[rb] # regbufs[rb] =>
          LET was == Held(regbufs[rb])
              now == Held(regbufs'[rb]) IN
          \/ \E i \in 1 .. 7 : was \ (IF i = 3 THEN {6} ELSE {}) = 1 .. i - 1 /\ now = was \cup {i}
          \/ was = 1 .. 7 /\ now = was \ {5} /\ regbufs[rb].dev \in Unbindable
          \/ /\ now \subseteq was /\ now # was
             /\ \E rank \in 1 .. 6 : /\ \A i \in was \ now : GivenBackAs[i] = rank
                                     /\ \A i \in now : GivenBackAs[i] > rank]_dmvars

(***************************************************************************)
(* Nobody gets what is gone: a file and a dma-buf find new holders by an   *)
(* open descriptor alone, a lock is taken of a dma-buf that lives, and a   *)
(* registration finds its device behind a file that is O_DIRECT then.      *)
(***************************************************************************)
TakesOnlyWhatIsThere ==
  [][/\ \A f \in Files : files'[f].refs > files[f].refs => files[f].fd
     /\ \A b \in Bufs : dmabufs'[b].refs > dmabufs[b].refs => dmabufs[b].fd
     /\ \A b \in Bufs : resv[b] = 0 /\ resv'[b] # 0 => dmabufs[b].refs > 0
     /\ \A rb \in DOMAIN regbufs \cap DOMAIN regbufs' :
          regbufs[rb].dev = 0 /\ regbufs'[rb].dev # 0 => files[regbufs[rb].file].direct]_dmvars

(* A registration holds resv only between the lock and the end of one map or unmap: no vector tells of
   the mapping that is to come, nor of the one that is to go, and without a mapping it has no device. *)
ResvHeldByLiveRegbuf ==
  \A b \in Bufs : resv[b] \notin {0, Exporter} =>
    /\ resv[b] \in DOMAIN regbufs
    /\ LET h == regbufs[resv[b]] IN
       h.buf = b /\ h.attached /\ ~h.vec /\ (h.pinned => h.addrs # <<>>)

(***************************************************************************)
(* What can go on: a descriptor that is open can be closed, and its flag   *)
(* changed; the exporter locks what is free; and whatever a registration   *)
(* has come to hold it can give back, and what is missing it can take      *)
(* while descriptors are open and files O_DIRECT, unless somebody else     *)
(* holds the lock of its buffer.  And who unbinds a driver can end each    *)
(* complete mapping whose lock is free.                                    *)
(***************************************************************************)
Gives(rb) ==
  \/ FreeVec(rb) \/ LockResv(rb) \/ Unmap(rb) \/ Detach(rb) \/ PutDmabuf(rb) \/ PutDevice(rb)
  \/ PutFile(rb) \/ FreeRegbuf(rb) \/ Map(rb) \/ MapFails(rb)

Takes(rb) ==
  \/ \E f \in Files : GetFile(rb, f)
  \/ \E b \in Bufs : GetDmabuf(rb, b)
  \/ GetDmaDevice(rb) \/ Attach(rb) \/ LockResv(rb) \/ Map(rb) \/ MapFails(rb)
  \/ GetDevice(rb) \/ AllocVec(rb)

IsPrefix(held) == \E i \in 0 .. 6 : held = 1 .. i

NobodyIsKept ==
  /\ \A f \in Closable.files : files[f].fd => ENABLED <<CloseFile(f)>>_dmvars
  /\ \A b \in Closable.bufs : dmabufs[b].fd => ENABLED <<CloseBuf(b)>>_dmvars
  /\ \A f \in Toggled : files[f].fd => \E direct \in BOOLEAN : ENABLED <<SetFlags(f, direct)>>_dmvars
  /\ \A b \in Shareable :
       /\ resv[b] = 0 /\ dmabufs[b].refs > 0 => ENABLED <<ExporterLock(b)>>_dmvars
       /\ resv[b] = Exporter => ENABLED <<ExporterUnlock(b)>>_dmvars
  /\ \A rb \in DOMAIN regbufs :
       (/\ regbufs[rb].vec /\ Mapped(rb) /\ regbufs[rb].dev \in Unbindable
        /\ resv[regbufs[rb].buf] = 0) => ENABLED <<Revoke(rb)>>_dmvars
  /\ \A rb \in DOMAIN regbufs :
       LET h == regbufs[rb] IN
       \/ h.buf # 0 /\ resv[h.buf] \notin {0, rb}
       \/ /\ ENABLED <<Gives(rb)>>_dmvars
          /\ (/\ IsPrefix(Held(h)) /\ (h.buf = 0 \/ resv[h.buf] = 0)
              /\ \E f \in Files : files[f].fd
              /\ h.file # 0 => files[h.file].direct
              /\ \E b \in Bufs : dmabufs[b].fd) => ENABLED <<Takes(rb)>>_dmvars
================================================================================
