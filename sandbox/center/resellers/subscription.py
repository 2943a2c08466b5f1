"""File subscription 文件订阅: which files are pushed every week into the partner's own bucket.

Read from top to bottom: states, entities, situation, rules, actions, effects, machines. The files are not
kept in the portal: they lie in an object storage bucket, simulated here. Source: 02 §3.15, §3.16, rules
106–116; errata to 107, 115.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.partner import Partner, PartnerType, administrator_of
from sandbox.center.common.permission import Permission
from sandbox.center.common.roles import ADMINISTRATORS, OPERATORS, Role, path
from sandbox.center.resellers.contents import Content, file_of
from sandbox.center.resellers.reseller import RESELLER_STAFF, STAFF_RULES, ResellerCase
from sandbox.engine.actions import Action, Input
from sandbox.engine.clock import midnight
from sandbox.engine.machines import Machine, Move, Timer, Transition, lazy
from sandbox.engine.rules import Confidence, Gate, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity

WEEK = timedelta(days=7)
THURSDAY = 3
SUBSCRIBERS = ((ADMINISTRATORS | OPERATORS) - RESELLER_STAFF) | {Role.CUSTOM_ROLE}
DOORS = (
    path(
        "销售 > 云经销商 > 云经销商管理 > 我的云经销商 > 云经销商信息订阅",
        "Sales > Resellers > Reseller Management > My resellers > Subscribe to reseller information",
    ),
    path(
        "销售 > 客户 > 客户订单 > 订单资源明细 > 订单资源明细订阅",
        "Sales > Customers > Customer Orders > Order resource details > Subscribe to order resource details",
    ),
    path(
        "销售 > 客户 > 客户管理 > 客户信息订阅",
        "Sales > Customers > Customer Management > Subscribe to customer information",
    ),
    path(
        "销售 > 客户 > 客户消费 > 客户消费订阅",
        "Sales > Customers > Customer Consumption > Subscribe to consumption",
    ),
)
SUBSCRIPTION_PAGE = path("订阅文件", "Subscribe to Files")
BUCKETS = path(
    "对象存储服务 OBS > 桶列表（普通华为云账号）", "OBS > Buckets (an ordinary Huawei Cloud account)"
)


# --- States and entities -------------------------------------------------------------------------


class State(Labelled):
    """States of a subscription."""

    CHECKING = "checking", "校验桶", "checking the bucket", "transient"
    ACTIVE = "active", "已订阅", "subscribed", "stable"
    CHECK_FAILED = "check_failed", "校验失败", "check failed"
    CANCELLED = "cancelled", "已取消", "cancelled", "terminal"


class Subscription(Entity):
    """What a partner has subscribed, and into which bucket; its id is the partner's."""

    kind: ClassVar[str] = "subscription"
    label: ClassVar[Text] = Text(zh="文件订阅", en="File subscription")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        bucket_name=("桶名称", "Bucket"),
        contents=("订阅内容", "Contents"),
        wanted_bucket=("下次生效的桶", "Bucket from the next delivery on"),
        wanted=("下次生效的内容", "Contents from the next delivery on"),
        saved_at=("保存时间", "Saved at"),
        next_due=("下次推送", "Next delivery"),
    )

    state: State
    partner_id: str
    bucket_name: str = ""
    contents: tuple[Content, ...] = ()
    wanted_bucket: str = ""
    wanted: tuple[Content, ...] = ()
    saved_at: datetime | None = None
    next_due: datetime | None = None


class Site(Labelled):
    """Where a bucket was bought."""

    CHINA = "china", "中国站", "China site"
    INTERNATIONAL = "international", "国际站", "international site"


class BucketState(Labelled):
    """States of a bucket."""

    IN_USE = "in_use", "正常", "in use", "initial"
    DELETED = "deleted", "已删除", "deleted", "terminal"


class Bucket(Entity):
    """A bucket of object storage, outside the portal; its id is its name. ``used_by`` is a partner."""

    kind: ClassVar[str] = "bucket"
    label: ClassVar[Text] = Text(zh="OBS 桶", en="OBS bucket")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        owner=("所有者", "Owner"),
        site=("站点", "Site"),
        default_encryption=("默认加密", "Default encryption"),
        used_by=("使用的伙伴", "Used by"),
    )

    state: BucketState = BucketState.IN_USE
    owner: str = ""
    access_key: str
    secret_key: str
    site: Site = Site.CHINA
    default_encryption: bool = False
    used_by: str = ""


class DeliveryState(Labelled):
    """States of a delivery."""

    SCHEDULED = "scheduled", "待推送", "scheduled", "transient"
    PUSHED = "pushed", "已推送", "pushed", "terminal"
    FAILED = "failed", "推送失败", "failed", "terminal"
    CANCELLED = "cancelled", "已取消", "cancelled", "terminal"


class Delivery(Entity):
    """One file of one week: due at 24:00 of a Wednesday. ``text`` is what lies in the bucket as CSV.

    ``encrypted`` tells whether the bucket encrypted by default when the file came: it cannot be downloaded.
    """

    kind: ClassVar[str] = "delivery"
    label: ClassVar[Text] = Text(zh="推送任务", en="Delivery")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        content=("订阅内容", "Content"),
        due_at=("最迟推送时间", "Due by"),
        pushed_at=("推送时间", "Pushed at"),
        bucket_name=("桶名称", "Bucket"),
        object_key=("文件名", "File name"),
        rows=("行数", "Rows"),
        encrypted=("被桶加密，无法下载", "Encrypted by the bucket, no download"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("partner_id",),)

    state: DeliveryState = DeliveryState.SCHEDULED
    partner_id: str
    content: Content
    due_at: datetime
    pushed_at: datetime | None = None
    bucket_name: str = ""
    object_key: str = ""
    rows: int = 0
    text: str = ""
    encrypted: bool = False

    @property
    def file(self) -> tuple[str, str] | None:
        """Name and CSV text of the file in the bucket; None where there is none, or it cannot be read."""
        if self.state != DeliveryState.PUSHED or self.encrypted:
            return None
        return self.object_key.replace("/", "-"), self.text


def first_due(saved: datetime) -> datetime:
    """24:00 of the Wednesday of the calendar week after ``saved``, i.e. 00:00 of its Thursday."""
    monday = midnight(saved) - timedelta(days=saved.weekday())
    return datetime.combine((monday + WEEK + timedelta(days=THURSDAY)).date(), time())


# --- Situation -----------------------------------------------------------------------------------


class SubscriptionCase(ResellerCase):
    """A situation about the subscription of the partner who acts."""

    @lazy
    def subscription(self) -> Subscription | Any:
        """The partner's subscription, once it has saved one."""
        return self.world.get(Subscription, self.persona.organisation)

    @lazy
    def active(self) -> tuple[Content, ...]:
        """What is delivered now."""
        return self.subscription.contents if self.subscription else ()

    @lazy
    def bucket(self) -> Bucket | Any:
        """The bucket that is being checked."""
        wanted = self.subscription.wanted_bucket if self.subscription else ""
        return self.world.get(Bucket, wanted) if wanted else None


def ticked(s: SubscriptionCase) -> tuple[Content, ...]:
    """The contents ticked, in the order of the page."""
    chosen = set(s.action.contents or ())
    return tuple(c for c in Content if c in chosen)


def waits_for_check(s: SubscriptionCase) -> bool:
    """Whether a configuration was saved and its bucket is still to be checked."""
    return s.subscription is not None and s.subscription.state in (State.CHECKING, State.CHECK_FAILED)


def keys_fit(s: SubscriptionCase) -> bool:
    """Whether the bucket can be reached with the keys typed."""
    b = s.bucket
    return (
        b is not None
        and b.state == BucketState.IN_USE
        and (s.action.access_key, s.action.secret_key) == (b.access_key, b.secret_key)
    )


# --- Rules ---------------------------------------------------------------------------------------

four_doors = Rule(
    id="resell-sub-entries",
    number=106,
    kind=Kind.VISIBILITY,
    confidence=Confidence.SEED,
    source="SEED, A8",
    text=Text(
        zh="四个订阅按钮（客户信息、云经销商信息、订单资源明细、客户消费）打开的是同一个“订阅文件”页面。",
        en="Four subscription buttons (customers, resellers, order resources, consumption) open one and the same page.",
    ),
)
something_ticked = Rule(
    id="resell-sub-contents",
    number=107,
    kind=Kind.INPUT,
    confidence=Confidence.CORROBORATED,
    source="A7, A8",
    needs=("contents",),
    text=Text(
        zh="请至少选择一项订阅内容；已订阅时全部取消勾选再保存，即取消订阅。",
        en="Tick at least one content. Where a subscription runs, saving with none ticked cancels it.",
    ),
    remedy=Text(zh="请在 9 项内容中选择后再保存。", en="Choose from the 9 contents and save."),
    holds=lambda s: bool(ticked(s)) or bool(s.active),
)
bucket_checked = Rule(
    id="resell-sub-bucket",
    number=108,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="A8",
    needs=("access_key", "secret_key"),
    text=Text(
        zh="桶校验不通过：桶“{bucket}”不存在，或者 AK、SK 不正确；配置没有保存。",
        en="The check failed: there is no bucket “{bucket}”, or AK and SK do not fit. Nothing was saved.",
    ),
    remedy=Text(zh="请核对桶名称、AK 和 SK。", en="Check the name of the bucket, AK and SK."),
    applies=waits_for_check,
    holds=keys_fit,
    values=lambda s: {"bucket": s.subscription.wanted_bucket},
)
for_distributors = Rule(
    id="portal-sub-reseller-information",
    kind=Kind.INPUT,
    tier=Tier.SHOULD,
    confidence=Confidence.INFERRED,
    source="A7",
    needs=("contents",),
    text=Text(
        zh="“云经销商信息”只提供给总经销商。", en="Reseller information is offered to distributors only."
    ),
    remedy=Text(zh="请取消勾选“云经销商信息”。", en="Untick reseller information."),
    applies=lambda s: s.partner is not None and Content.RESELLERS in ticked(s),
    holds=lambda s: s.partner.partner_type == PartnerType.DISTRIBUTOR,
)
not_for_resellers = Rule(
    id="portal-sub-not-for-resellers",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    source="A7",
    gate=Gate.PERMISSION,
    text=Text(
        zh="订阅文件只提供给总经销商和解决方案提供商，云经销商没有这个页面。",
        en="Files are offered to distributors and solution providers; a reseller has no such page.",
    ),
    remedy=Text(zh="请向总经销商索取数据。", en="Ask your distributor for the data."),
    applies=lambda s: s.partner is not None and Role.CUSTOM_ROLE in s.persona.roles,
    holds=lambda s: s.partner.partner_type != PartnerType.RESELLER,
)
check_waits = Rule(
    id="resell-sub-save-first",
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.INFERRED,
    source="A8",
    text=Text(zh="没有等待校验的配置。", en="No configuration waits for a check."),
    remedy=Text(zh="请先填写桶名称、勾选内容并保存。", en="First enter a bucket, tick contents and save."),
    remedied_by=("subscription.save",),
    holds=waits_for_check,
)
due_next_wednesday = Rule(
    id="resell-sub-due",
    number=109,
    kind=Kind.SCHEDULE,
    confidence=Confidence.CORROBORATED,
    source="A7",
    text=Text(
        zh="文件最迟在保存后的下周三 24:00 推送到桶里。",
        en="Files reach the bucket by 24:00 of the Wednesday of the calendar week after saving.",
    ),
)
every_week = Rule(
    id="resell-sub-weekly",
    number=110,
    kind=Kind.SCHEDULE,
    confidence=Confidence.INFERRED,
    source="A7",
    text=Text(zh="订阅期间每周三推送一次。", en="While subscribed, files are pushed every Wednesday."),
)
not_in_portal = Rule(
    id="resell-sub-no-portal-file",
    number=111,
    kind=Kind.VISIBILITY,
    confidence=Confidence.INFERRED,
    source="A7, A8",
    text=Text(
        zh="门户里没有文件可下载，请到自己的 OBS 桶里下载。",
        en="The portal keeps no files to download; they are in the partner's own OBS bucket.",
    ),
)
other_account = Rule(
    id="resell-bucket-other-account",
    number=112,
    kind=Kind.FACT,
    tier=Tier.REFERENCE,
    confidence=Confidence.CORROBORATED,
    source="A39, P25",
    text=Text(
        zh="伙伴账号不能购买资源，要用普通的华为云账号建桶。",
        en="Partner accounts cannot buy resources, so the bucket comes from an ordinary Huawei Cloud account.",
    ),
    documented=Text(
        zh="沙箱里由客户账号建桶，不模拟桶的购买。",
        en="In the sandbox a customer account makes the bucket; its purchase is not simulated.",
    ),
)
unshared = Rule(
    id="resell-bucket-unshared",
    number=113,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="A39, P25",
    text=Text(
        zh="这个桶已被其他伙伴使用，一个桶只能归一个伙伴。",
        en="Another partner uses this bucket; one bucket, one partner.",
    ),
    remedy=Text(zh="请换用自己的桶。", en="Use a bucket of your own."),
    applies=lambda s: s.bucket is not None,
    holds=lambda s: s.bucket.used_by in ("", s.persona.organisation),
)
china_site = Rule(
    id="resell-bucket-site",
    number=114,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="A39",
    text=Text(zh="只能使用在中国站购买的桶。", en="Only buckets bought on the China site are accepted."),
    remedy=Text(zh="请用中国站账号另建一个桶。", en="Make another bucket with an account of the China site."),
    applies=lambda s: s.bucket is not None,
    holds=lambda s: s.bucket.site == Site.CHINA,
)
encryption_warning = Rule(
    id="resell-bucket-no-encryption",
    number=115,
    kind=Kind.NOTICE,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P25",
    text=Text(
        zh="桶开启了默认加密，文件会无法下载，请关闭。",
        en="The bucket encrypts by default, so its files cannot be downloaded; switch that off.",
    ),
    applies=lambda s: s.bucket is not None and s.bucket.default_encryption,
    does=lambda s, draft: warn(s, draft),
)
cancel_before_change = Rule(
    id="resell-bucket-change",
    number=116,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="P25",
    needs=("bucket_name",),
    text=Text(
        zh="更换桶之前，要先取消全部订阅；目前使用的桶是“{bucket}”。",
        en="Cancel every subscription before changing the bucket; now it is “{bucket}”.",
    ),
    remedy=Text(
        zh="请先取消全部勾选并保存，再填写新的桶名称。",
        en="Untick everything and save; then enter the new bucket.",
    ),
    applies=lambda s: bool(s.active),
    holds=lambda s: s.action.bucket_name == s.subscription.bucket_name,
    values=lambda s: {"bucket": s.subscription.bucket_name},
)


# --- Actions -------------------------------------------------------------------------------------


class Save(Action):
    """Say which contents go into which bucket; the bucket is checked next."""

    id: ClassVar[str] = "subscription.save"
    title: ClassVar[Text] = Text(zh="订阅文件", en="Subscribe to files")
    roles: ClassVar[frozenset[str]] = SUBSCRIBERS
    menu: ClassVar[tuple[Text, ...]] = (SUBSCRIPTION_PAGE, *DOORS)
    permission: ClassVar[Permission] = Permission.SUBSCRIBE_FILES

    bucket_name: Annotated[str, Input(Text(zh="桶名称", en="Bucket")), Field(min_length=1, max_length=63)]
    contents: Annotated[tuple[Content, ...], Input(Text(zh="订阅内容", en="Contents"))] = ()


class CheckBucket(Action):
    """Prove with AK and SK that the bucket can be written to."""

    id: ClassVar[str] = "subscription.check_bucket"
    title: ClassVar[Text] = Text(zh="校验桶", en="Check the bucket")
    roles: ClassVar[frozenset[str]] = SUBSCRIBERS
    menu: ClassVar[tuple[Text, ...]] = (SUBSCRIPTION_PAGE,)
    permission: ClassVar[Permission] = Permission.SUBSCRIBE_FILES

    access_key: Annotated[str, Input(Text(zh="AK", en="AK"))] = ""
    secret_key: Annotated[str, Input(Text(zh="SK", en="SK"), secret=True)] = ""


class NoteFailedCheck(Action):
    """The portal notes that the check of the bucket failed."""

    id: ClassVar[str] = "subscription.note_failed_check"
    title: ClassVar[Text] = Text(zh="记录校验失败", en="Note a failed check")
    roles: ClassVar[frozenset[str]] = frozenset({"portal"})

    subscription: Annotated[str, Input(Text(zh="订阅", en="Subscription"), entity="subscription")]


class CreateBucket(Action):
    """An ordinary Huawei Cloud account makes a bucket."""

    id: ClassVar[str] = "bucket.create"
    title: ClassVar[Text] = Text(zh="创建桶", en="Create a bucket")
    roles: ClassVar[frozenset[str]] = frozenset({Role.CUSTOMER})
    menu: ClassVar[tuple[Text, ...]] = (BUCKETS,)

    bucket_name: Annotated[
        str, Input(Text(zh="桶名称", en="Bucket")), Field(pattern=r"^[a-z0-9][a-z0-9.-]{2,62}$")
    ]
    access_key: Annotated[str, Input(Text(zh="AK", en="AK")), Field(min_length=1, max_length=64)]
    secret_key: Annotated[str, Input(Text(zh="SK", en="SK"), secret=True), Field(min_length=1, max_length=64)]
    site: Annotated[Site, Input(Text(zh="站点", en="Site"))] = Site.CHINA
    default_encryption: Annotated[bool, Input(Text(zh="默认加密", en="Default encryption"))] = False


class DeleteBucket(Action):
    """The account that made it deletes the bucket."""

    id: ClassVar[str] = "bucket.delete"
    title: ClassVar[Text] = Text(zh="删除桶", en="Delete the bucket")
    roles: ClassVar[frozenset[str]] = frozenset({Role.CUSTOMER})
    menu: ClassVar[tuple[Text, ...]] = (BUCKETS,)
    on: ClassVar[str] = "bucket"

    bucket: Annotated[str, Input(Text(zh="桶", en="Bucket"), entity="bucket"), Field(min_length=1)]


own_bucket = Rule(
    id="bucket-is-yours",
    kind=Kind.GUARD,
    tier=Tier.REFERENCE,
    confidence=Confidence.INFERRED,
    source="A39",
    text=Text(zh="这个桶不是您的账号创建的。", en="Your account did not make this bucket."),
    remedy=Text(zh="请用建桶的账号操作。", en="Use the account that made it."),
    applies=lambda s: s.subject is not None,
    holds=lambda s: s.subject.owner == s.persona.organisation,
)
name_free = Rule(
    id="bucket-name-taken",
    kind=Kind.INPUT,
    tier=Tier.REFERENCE,
    confidence=Confidence.INFERRED,
    source="A39",
    needs=("bucket_name",),
    text=Text(zh="桶名称已被使用。", en="This name of a bucket is taken."),
    remedy=Text(zh="请换一个名称。", en="Choose another name."),
    holds=lambda s: s.world.get(Bucket, s.action.bucket_name or "") is None,
)


# --- Effects -------------------------------------------------------------------------------------


BUCKET_TO_CHECK = Text(zh="请校验桶", en="Check the bucket")


def save(s: SubscriptionCase, draft: Draft) -> None:
    """Keep what is wanted until the bucket is checked; saving nothing cancels."""
    old, chosen = s.subscription, ticked(s)
    subscription = old or Subscription(
        id=s.persona.organisation, state=State.CHECKING, partner_id=s.persona.organisation
    )
    if not chosen:
        cancel(draft, subscription)
        return
    draft.subject = draft.put(
        subscription.but(state=State.CHECKING, wanted=chosen, wanted_bucket=s.action.bucket_name)
    )
    draft.record("bucket_to_check", subscription.ref, BUCKET_TO_CHECK)


SUBSCRIPTION_CANCELLED = Text(zh="已取消订阅", en="Cancelled")


def cancel(draft: Draft, subscription: Subscription) -> None:
    """No more pushes; the bucket is free again."""
    for delivery in draft.find(Delivery, partner_id=subscription.partner_id):
        if delivery.state == DeliveryState.SCHEDULED:
            draft.put(delivery.but(state=DeliveryState.CANCELLED))
    bucket = draft.get(Bucket, subscription.bucket_name)
    if bucket is not None and bucket.used_by == subscription.partner_id:
        draft.put(bucket.but(used_by=""))
    draft.subject = draft.put(
        subscription.but(
            state=State.CANCELLED, contents=(), bucket_name="", wanted=(), wanted_bucket="", next_due=None
        )
    )
    draft.record("subscription_cancelled", subscription.ref, SUBSCRIPTION_CANCELLED)


ACTIVATE_TEXT = Text(
    zh="保存成功，首次推送不晚于 {due}。", en="Saved. The first push is at the latest on {due}."
)


def activate(s: SubscriptionCase, draft: Draft) -> None:
    """The check passed: saved. A running schedule goes on; else the first push is next week's Wednesday."""
    subscription = s.subscription
    due = subscription.next_due or first_due(draft.now)
    draft.put(s.bucket.but(used_by=s.persona.organisation))
    for delivery in draft.find(Delivery, partner_id=subscription.partner_id):
        if delivery.state == DeliveryState.SCHEDULED and delivery.content not in subscription.wanted:
            draft.put(delivery.but(state=DeliveryState.CANCELLED))
    for content in subscription.wanted:
        if content not in subscription.contents:
            schedule(draft, subscription.partner_id, content, due)
    draft.subject = draft.put(
        subscription.but(
            state=State.ACTIVE,
            contents=subscription.wanted,
            bucket_name=subscription.wanted_bucket,
            wanted=(),
            wanted_bucket="",
            saved_at=draft.now,
            next_due=due,
        )
    )
    draft.notify(
        s.persona.id, ACTIVATE_TEXT.filled({"due": due}), rule=due_next_wednesday.id, about=subscription.ref
    )


def schedule(draft: Draft, partner_id: str, content: Content, due: datetime) -> None:
    """Put one file on the list of pushes; the subject of the step stays what it was."""
    subject = draft.subject
    draft.create(Delivery, state=DeliveryState.SCHEDULED, partner_id=partner_id, content=content, due_at=due)
    draft.subject = subject


def warn(s: SubscriptionCase, draft: Draft) -> None:
    """Warn of default encryption; it does not block."""
    draft.notify(s.persona.id, encryption_warning.text, rule=encryption_warning.id)


PUSH_TEXT = Text(
    zh="“{content}”推送失败：桶不可用，下周三再推送。",
    en="Pushing “{content}” failed: the bucket cannot be used. It is pushed again next Wednesday.",
)


def push(s: SubscriptionCase, draft: Draft) -> None:
    """Write the file into the bucket, or fail, and plan the push of the week after."""
    delivery: Delivery = s.subject
    subscription = draft.need(Subscription, delivery.partner_id)
    bucket = draft.get(Bucket, subscription.bucket_name)
    partner = draft.need(Partner, delivery.partner_id)
    if bucket is None or bucket.state != BucketState.IN_USE:
        draft.subject = draft.put(delivery.but(state=DeliveryState.FAILED))
        text = PUSH_TEXT.filled({"content": delivery.content})
        draft.notify(administrator_of(draft, partner.id), text, rule=every_week.id)
    else:
        text_of_file, rows = file_of(s.world, partner, delivery.content)
        draft.subject = draft.put(
            delivery.but(
                state=DeliveryState.PUSHED,
                pushed_at=draft.now,
                bucket_name=bucket.id,
                object_key=f"{delivery.content.value}/{delivery.due_at - timedelta(days=1):%Y%m%d}.csv",
                rows=rows,
                text=text_of_file,
                encrypted=bucket.default_encryption,
            )
        )
    following = delivery.due_at + WEEK if s.world.settings.get("weekly_delivery", True) else None
    if following is not None:
        schedule(draft, partner.id, delivery.content, following)
    draft.put(draft.need(Subscription, partner.id).but(next_due=following))


def note_failed_check(s: SubscriptionCase, draft: Draft) -> None:
    """The page goes back to editing; a running subscription keeps its old contents."""
    draft.move(state=State.CHECK_FAILED)


def create_bucket(s: SubscriptionCase, draft: Draft) -> None:
    """The bucket exists, outside the portal."""
    a = s.action
    draft.create(
        Bucket,
        id=a.bucket_name,
        owner=s.persona.organisation,
        access_key=a.access_key,
        secret_key=a.secret_key,
        site=a.site,
        default_encryption=a.default_encryption,
    )


# --- Machines ------------------------------------------------------------------------------------

machine = Machine(
    entity=Subscription,
    states=State,
    label=Subscription.label,
    subject="subscription",
    situation=SubscriptionCase,
    transitions=(
        Transition(
            action=Save,
            to=State.CHECKING,
            rules=(
                not_for_resellers,
                *STAFF_RULES,
                something_ticked,
                for_distributors,
                cancel_before_change,
            ),
            effect=(save,),
        ),
        Transition(
            action=CheckBucket,
            rules=(not_for_resellers, *STAFF_RULES, check_waits, bucket_checked, unshared, china_site),
            effect=(encryption_warning, activate),
            on_refusal=lambda s, reasons: (
                NoteFailedCheck(subscription=s.subscription.id)
                if s.subscription is not None and s.subscription.state == State.CHECKING
                else None
            ),
        ),
        Transition(
            action=NoteFailedCheck,
            source=(State.CHECKING,),
            to=State.CHECK_FAILED,
            effect=(note_failed_check,),
        ),
    ),
    moves=(
        Move("subscription.check_bucket", (State.CHECKING, State.CHECK_FAILED), State.ACTIVE),
        Move("subscription.save", (State.ACTIVE, State.CHECK_FAILED, State.CANCELLED), State.CHECKING),
        Move("subscription.save", (State.ACTIVE, State.CHECKING, State.CHECK_FAILED), State.CANCELLED),
    ),
    more_rules=(other_account,),
)
bucket_machine = Machine(
    entity=Bucket,
    states=BucketState,
    label=Bucket.label,
    subject="bucket",
    situation=SubscriptionCase,
    transitions=(
        Transition(action=CreateBucket, to=BucketState.IN_USE, rules=(name_free,), effect=(create_bucket,)),
        Transition(
            action=DeleteBucket, source=(BucketState.IN_USE,), to=BucketState.DELETED, rules=(own_bucket,)
        ),
    ),
)
delivery_machine = Machine(
    entity=Delivery,
    states=DeliveryState,
    label=Delivery.label,
    situation=SubscriptionCase,
    timers=(
        Timer(
            name="push",
            label=Text(zh="推送文件", en="Push of the file"),
            source=(DeliveryState.SCHEDULED,),
            due=lambda delivery, _: delivery.due_at,
            effect=(push,),
            rules=(due_next_wednesday, every_week),
            window=Text(zh="下周三 24:00，此后每周三", en="Wednesday 24:00 of next week, then weekly"),
        ),
    ),
    moves=(
        Move("push", (DeliveryState.SCHEDULED,), DeliveryState.PUSHED, Text(zh="推送文件", en="push")),
        Move("push", (DeliveryState.SCHEDULED,), DeliveryState.FAILED, Text(zh="桶不可用", en="bucket gone")),
        Move("subscription.save", (DeliveryState.SCHEDULED,), DeliveryState.CANCELLED),
        Move("subscription.check_bucket", (), DeliveryState.SCHEDULED),
    ),
)
