"""The words that announce a list of parts, and those that say whether it is all of them."""

import re

LIST_BELOW = re.compile("[：:]$|如下|其中[：:，]?$|分别[为是][：:]?$|见下表|明细")
"""At the end of a line: the next lines are the list."""
OPENER = re.compile(
    "其中|分别|包括|即(?![时将使])|[：:]|分为|分成|分(?=季|月|类|部门|单位|内容|形式)|涵盖|包含|主要[是有为]"
    "|按(?!照|时|期|规定|要求)|具体[是为]|从.{1,12}看|(?:信息|文件)[中里][，,]"
)
"""Behind a total in its sentence: its parts follow."""
OPENER_BELOW = re.compile(
    r"[（(]?[一二三四五六七八九十0-9]{0,2}[）)、．.]?\s*(?:[^，。：:]{0,10}[。：:])?"
    r"(?:其中|(?:20[0-9]{2}年度?)?在?(?:主动)?公开的?(?:政府)?信息中|属于|按(?!照|时|期|规定|要求)|从|分类|分别|具体|主要(?:包括|有|是)|包括|类别|内容|涉及|[0-9]{1,9}条(?:政府)?信息中|[^，。；]{0,24}(?:如下|分类|划分|类型|类别|分|看|分别[为是]|统计|情况|包括|内容)[：:，,为是])"
)
"""At the beginning of a later sentence: the parts of the last total follow."""
ANOTHER_WAY = re.compile("[，；;。](?:另)?(?:从|按(?!照|时|期)|以)[^，；。]{1,12}(?:看|分|划分|统计|分类|计)[，：:]?")
"""The same total is divided once more."""
ALL = re.compile("分别|分为|分成|按|如下|(?<!其中)(?<!包括)[：:]|从.{0,8}看|类[：:，]")
"""More than 其中: what follows is all of it."""
EXAMPLES = re.compile("主要|重点|如(?!下)|特别是|包括但")
"""What follows need not be all of it."""
RANKED = re.compile("居前|前[一二三四五六七八九十0-9]{1,2}[位名个]|排名|较多|最多|排在")
"""The first of a ranking are not all."""
OTHERS_TOO = re.compile("(?:政府信息|信息)?等")
"""Behind the last part: there are others."""
OVERLAPPING = re.compile(
    "同一(?:条|件)?(?:政府)?信息|重复|交叉|转发|转载|推送|发布渠道|重叠|(?:多|几|两)(?:个|种)(?:渠道|途径|形式|平台|类别)|同时计|均计|已含在|已计入"
)
"""A thing may be counted under several parts, or once more."""
BY_KIND = re.compile("类别|分类|内容")
"""A heading above the kinds of what was disclosed."""
BY_CHANNEL = re.compile("渠道|形式|方式|途径|载体|平台|媒介|媒体")
"""A heading, or what announces a list: it is one of ways of publication."""
