"""Names of people and companies that do not exist, in Chinese and in English.

Faker is asked for small pools only; a hundred thousand customers draw their names from the pools.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal

from faker import Faker

Languages = Literal["zh", "en", "both"]
PEOPLE = 300


def _parts(words: str) -> tuple[str, ...]:
    return tuple(words.split())


ZH_WORDS = _parts(
    "青禾 云帆 晨露 松果 白桦 霁月 橘光 南枝 听雨 星野 海棠 归雁 小满 芒种 拾光 远山 竹影 浅草 初晴 知秋 "
    "沐阳 溪谷 麦田 蓝鲸 北斗 飞鱼 云雀 画眉 丹枫 玉兰 流萤 春涧 琥珀 珊瑚 棠梨 凌霄 望舒 扶桑 木槿 紫藤"
)
ZH_TRADES = _parts(
    "食品 家居 书店 物流 医药 乐器 动画 农业 纺织 花艺 建材 旅行 教育 传媒 光电 机械 玩具 茶业 服饰 影像 "
    "软件 体育 珠宝 汽配 环保 渔业 乳业 印刷 陶瓷 灯饰 厨具 文创 宠物 园艺 检测 能源 电器 航模 眼镜 咨询"
)
EN_WORDS = _parts(
    "Amber Aspen Brook Cedar Clover Coral Dawn Ember Fern Finch Gale Harbor Hazel Heron Indigo Ivory "
    "Juniper Kestrel Lantern Larch Linden Maple Meadow Mistral Nectar Opal Orchard Osprey Pebble Quill "
    "Rowan Saffron Sparrow Tidal Umber Velvet Willow Wren Yarrow Zephyr"
)
EN_TRADES = _parts(
    "Foods Furniture Books Logistics Pharma Instruments Animation Farms Textiles Florists Materials Travel "
    "Academy Media Optics Machines Toys Teas Apparel Pictures Software Sports Jewellery Motors Recycling "
    "Fisheries Dairy Printing Ceramics Lighting Kitchens Crafts Pets Gardens Testing Energy Appliances "
    "Models Eyewear Advisory"
)
ZH_REASONS = ("客户业务调整", "客户采购方式变化", "客户计划把业务迁移上云", "已与客户电话沟通需求")
EN_REASONS = (
    "The customer's business has changed",
    "The customer buys in another way now",
    "The customer plans to move to the cloud",
    "We discussed the project on the phone",
)
ZH_PRODUCTS = ("弹性云服务器", "云硬盘", "云数据库", "对象存储服务")
EN_PRODUCTS = ("Elastic Cloud Server", "Elastic Volume Service", "Cloud database", "Object Storage Service")


@dataclass(frozen=True, slots=True)
class Pools:
    """Parts of names in one language."""

    people: tuple[str, ...]
    places: tuple[str, ...]
    words: tuple[str, ...]
    trades: tuple[str, ...]
    reasons: tuple[str, ...]
    products: tuple[str, ...]
    space: str

    def person(self, rng: Random) -> str:
        """The name of a person."""
        return rng.choice(self.people)

    def company(self, rng: Random) -> str:
        """The name of a company: place, a pleasant word, trade."""
        return self.space.join((rng.choice(self.places), rng.choice(self.words), rng.choice(self.trades)))


def pools(seed: int, names: Languages) -> tuple[Pools, ...]:
    """The pools of the languages asked for; the same seed gives the same pools."""
    found = []
    if names in ("zh", "both"):
        fake = Faker("zh_CN")
        fake.seed_instance(seed)
        people = tuple(fake.name() for _ in range(PEOPLE))
        places = tuple(dict.fromkeys(fake.city_name() for _ in range(60)))
        found.append(Pools(people, places, ZH_WORDS, ZH_TRADES, ZH_REASONS, ZH_PRODUCTS, ""))
    if names in ("en", "both"):
        fake = Faker("en_US")
        fake.seed_instance(seed)
        people = tuple(f"{fake.first_name()} {fake.last_name()}" for _ in range(PEOPLE))
        places = tuple(dict.fromkeys(fake.city() for _ in range(60)))
        found.append(Pools(people, places, EN_WORDS, EN_TRADES, EN_REASONS, EN_PRODUCTS, " "))
    return tuple(found)
