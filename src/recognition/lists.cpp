#include "recognition/lists.h"

namespace parasol::recognition::lists {

const std::string_view kFunctionWords =
    // English
    "a an the and or but if so as at by for from in into of off on onto out over to up with within without about after "
    "again against all any are around away back be been before behind being below between both can could did do does "
    "doing done down during each few had has have having he him himself his how is it its itself just later like more "
    "most much no nor not now once one only other others own same some such than that their them themselves then there "
    "these they this those through too under until very was were what when where which while who whom whose why would "
    "should must also several someone somebody anyone something s t re ve ll d "
    // Portuguese
    "o os as um uma uns umas de do da dos das em no na nos nas num numa por pelo pela pelos pelas para com sem sob sobre "
    "entre ate desde contra e ou mas se que quem qual quais quando onde como porque ele eles dele deles lhe lhes este esta "
    "estes estas esse essa esses essas isto isso aquele aquela aqueles aquelas ja nao sim mais menos muito muita muitos "
    "muitas tambem depois antes foi era eram ser estar esteve estava tem tinha teve ha havia ao aos algo alguem outro "
    "outros "
    // Romanian
    "un o unui unei unor al ai ale ale lui de din dintre la in pe cu fara sub peste pentru prin spre dupa inainte contra "
    "si sau dar daca ca sa care cine ce cand unde cum el ei lor ii le il l i se isi este e sunt era erau fi fost are "
    "avea a au am ati nu da mai mult multe multi putin foarte acest aceasta acesta acestia acel acea acei acele apoi "
    "tot toate toti altul alt alti ceva cineva "
    // Chinese
    "的 了 在 是 他 们 和 与 或 但 就 都 也 又 不 没 有 这 那 个 把 被 从 到 对 向 给 跟 很 会 要 能 可 而 并 其 之 等 着 过 "
    "后 前 中 上 下 里 外 再 已 经 请 如 果 因 为 所 以 地 得 自 己 来 去";

const std::string_view kCommonWords =
    // English
    "will mark hope rich bill drew frank chase able above across almost alone along among beside beyond inside outside past upon already always another area asked away became because behaved better body booked booking call "
    "called calls came care caution check city client clients close come comes coming contact country danger different "
    "east else email even ever every face fake family feel felt find first flat found friend from full gave gets give "
    "given goes going gone good great hair hall hand hands happened have head help here home hotel house into keep kept "
    "kind know known last late left less level light little live local london long look looked looking looks made mail "
    "main make many maybe meet message messages might money month more most name near need never next nice night north "
    "nothing number old online open over paid park part party pass people person phone place please police post private "
    "profile queen quite quiet real really report reported right road room round safe safety said same says second seen "
    "self send sent shop short show side site small social some south special station still stop street such suite sure "
    "take taken takes tall tell text than thank that them then there they thing things this three time times told town "
    "toward towards town turn turned under used user very villa village wait want wanted warning watch weeks well went "
    "west what when where which white while wide with without woman women word work worker workers working world year "
    "years young your black blue brown green grey dark centre center club building apartment apartments court lane drive "
    "avenue square gardens house number floor ground lounge bar massage studio spa upper lower great saint "
    "gmail hotmail outlook yahoo icloud proton protonmail live mail example http https www instagram twitter telegram "
    "facebook onlyfans adultwork vivastreet snapchat whatsapp official escort escorts independent "
    // Portuguese
    "agora ainda algum alguma alguns algumas amigo amiga ano anos antes aqui area assim bairro bem bom boa cada carro casa "
    "centro cidade cliente clientes coisa coisas contato contacto contra dele dentro depois dia dias dinheiro disse "
    "duas elas eles fazer ficou fora forte gente grande homem homens hora horas lado lugar mesma mesmo mensagem mensagens "
    "minuto moco moca mulher mulheres nada nome nova novo nunca numero outra outro pagou pagar parte pessoa pessoas pode "
    "policia porta praca predio primeiro quarto quase rua santa santo sempre senhor senhora seus suas tarde telefone tempo "
    "tinha toda todas todo todos trabalho tres velho vezes vila zona avenida norte oeste leste alto baixo verde branco preto "
    // Romanian
    "acasa acolo acum aici alte altele altii apartament apel aproape asta atunci avut banii bani barbat barbati bine "
    "bloc camera casa cateva cerut chiar client clienti clientul doar dupa doua facut fara femeie femei hotel iarasi "
    "inapoi inca intre langa lucru lucruri luna mare mari mesaj mesaje mult multe multi nici nimic niste noapte nou numar "
    "numarul numele oameni omul oras orasul parte persoana persoane politie politia poate prima prin putea spus strada "
    "suna sunat telefon telefonul timp totul trei trimis unde vechi venit vine vrea zona nord vest sfantu sfanta alb negru "
    // Chinese, pairs
    "我们 他们 一个 没有 什么 知道 时候 这个 那个 可以 就是 不是 自己 这样 那样 怎么 因为 所以 但是 如果 已经 还是 或者 现在 "
    "以后 之后 以前 之前 后来 一些 这些 那些 有人 别人 大家 朋友 客人 客户 电话 手机 号码 消息 信息 微信 酒店 宾馆 公寓 小区 "
    "中心 广场 大道 大厦 地方 附近 城市 地区 东部 西部 南部 北部 市区 市中 街道 房间 房子 时间 小时 分钟 东西 事情 问题 一次 "
    "一下 一点 有点 非常 特别 开始 结束 看到 听到 说话 进来 出去 回来 过来 警察 报警 工作 公司 按摩 会所 伦敦 英国 中国 先生";

const std::array<NumberWords, 13> kNumberWords{{
    {0, "zero oh nought 零 〇"},
    {1, "one um uma unu una 一 幺"},
    {2, "two dois duas doi doua 二 两"},
    {3, "three tres trei 三"},
    {4, "four quatro patru 四"},
    {5, "five cinco cinci 五"},
    {6, "six seis meia sase 六"},
    {7, "seven sete sapte 七"},
    {8, "eight oito opt 八"},
    {9, "nine nove noua 九"},
    {10, "ten dez zece 十"},
    {11, "eleven onze unsprezece"},
    {12, "twelve doze doisprezece"},
}};

// Short forms that are also words (mar, set, out, ago) stay out; "may" and "march" count only beside a day.
const std::array<std::string_view, 12> kMonthWords{{
    "january jan janeiro ianuarie",
    "february feb fevereiro februarie",
    "march marco martie",
    "april apr abril aprilie",
    "may maio mai",
    "june jun junho iunie",
    "july jul julho iulie",
    "august aug agosto",
    "september sept sep setembro septembrie",
    "october oct outubro octombrie",
    "november nov novembro noiembrie",
    "december dec dezembro decembrie",
}};

const std::array<Phrases, 18> kPhrases{{
    {Why::kDay,
     "{day} {month}; {day} of {month}; {day} de {month}; {day} th|st|nd|rd|o {month}; {day} th|st|nd|rd of {month}; "
     "{day} th|st|nd|rd o|de|a {month}; {month} {day}; {month} the {day}; the {day} th|st|nd|rd; on {day} th|st|nd|rd; "
     "dia {day}; data de {day}; {day} 号; {day} 日; {month} {ordinal}; the {ordinal} of {month}; {ordinal} of {month}; "
     "christmas eve|day; boxing day; new year s; valentine s day; natal; vespera de natal|ano; ajunul craciunului; craciun; "
     "春节; 除夕; 元旦; 中秋; 圣诞"},
    {Why::kWeekday,
     "monday|tuesday|wednesday|thursday|friday|saturday|sunday|mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays; "
     "last|on|this|every mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun; weekend; weekends; "
     "segunda|terca|quarta|quinta|sexta feira|feiras; sabado; sabados; domingo; domingos; "
     "na|nesta|neste|desta segunda|terca|quarta|quinta|sexta; segunda|terca|quarta|quinta|sexta passada|de; fim de semana; fins de semana; "
     "luni; marti; miercuri; joi; vineri; sambata; duminica; lunea|martea|miercurea|joia|vinerea trecuta; weekendul; weekendul trecut; "
     "周 一|二|三|四|五|六|日|末; 星 期 一|二|三|四|五|六|日|天; 礼 拜 一|二|三|四|五|六|日|天"},
    {Why::kClock,
     "{n} am|pm; {n} a|p m; {n} oclock; {n} o clock; half past; half {n}; quarter past|to; {n} past {n}; midnight; noon; midday; "
     "{n} in the morning|afternoon|evening; {n} at night; "
     "as {n} horas|h|da; {n} horas da; {n} da manha|tarde|noite|madrugada; as {n} e meia; meia noite; meio dia; de madrugada; "
     "ora|orele {n}; {n} dimineata|seara|noaptea|dupa; miezul noptii; la pranz; la amiaza; "
     "{n} 点; {n} 时 许|左|半; 点 半|钟; 点半; 午夜; 中午; 正午; 凌晨; 半夜; 傍晚"},
    {Why::kRecent,
     "yesterday; today; tonight; last night; this morning|afternoon|evening; earlier today; the other day|night|evening; just now; "
     "{n} day|days|night|nights|hour|hours|minutes ago; a few|couple of days|nights|hours ago; few days ago; couple of days|nights|hours ago; "
     "day before yesterday; a day|night ago; an hour ago; the night before last; "
     "ontem; anteontem; hoje; esta manha|tarde|noite; hoje de; ha {n} dias|noites|horas; {n} dias|noites|horas atras; ha pouco; ha dias; "
     "ieri; alaltaieri; azi; astazi; aseara; asta noapte|seara; acum {n} zile|nopti|ore; acum cateva zile|ore; noaptea trecuta; diseara; "
     "昨天; 昨日; 昨晚; 昨夜; 前天; 前晚; 今天; 今日; 今晚; 今早; 今晨; 刚才; 刚刚; {n} 天前; {n} 小时前; 几 天前; 那 天|晚"},
    {Why::kStreet,
     "{cap} street|road|avenue|lane|crescent|mews|terrace; {cap} ^close|drive|square|court|gardens|grove|hill|way|row|parade|walk|place|park; "
     "{cap} st|rd|ave|ln; {digits} {w} street|road|avenue|lane|close|drive|crescent|terrace|square|court|mews|gardens|grove|st|rd|ave; "
     "high street; station road; church road|street; "
     "rua|avenida|av|travessa|praca|estrada|largo|alameda|beco {cap}; rua|avenida|av|travessa|praca|estrada|largo|alameda|beco de|do|da|dos|das {w}; "
     "strada|str|bulevardul|bulevard|bd|calea|aleea|soseaua|piata|intrarea {cap}; {han} {han} 路|街|巷|弄|里 {n}; {han} {han} 路|街; {han} 大道; 胡同"},
    {Why::kBuilding,
     "number {digits}; no {digits}; flat|apartment|apt|unit|room|suite|door|block|tower {digits}; flat|block|unit {letter}; "
     "{ordinal} floor; {day} th|st|nd|rd floor; floor {n}; top|ground|upper floor; basement; attic; penthouse; "
     "{cap} hotel|inn|lodge|hostel|apartments|house|hall|tower|towers; hotel|hostel {cap}; premier inn; holiday inn; travelodge; airbnb; ibis; hilton; novotel; "
     "numero {digits}; apartamento|apto|ap|quarto|sala|bloco|porta {digits}; {day} o|a andar; {ordinal} andar; andar {n}; res do chao; cave; "
     "numarul|nr {digits}; apartamentul|apartament|ap|camera|blocul|bloc|scara {digits}; bloc|scara {letter}; etajul|etaj {n}; parter; la parter; mansarda; pensiunea {cap}; "
     "{n} 楼; {n} 层; {n} 室; {n} 号 楼|房|院; {n} 单元; {n} 栋; 地下室; {han} 酒店; {han} 宾馆; {han} 大厦; {han} 公寓; {han} 小区; {han} 旅馆; {han} 会所; {han} 饭店"},
    {Why::kPostcode, "postcode; post code; codigo postal; cep {digits}; cod postal; codul postal; 邮编; 邮政编码"},
    {Why::kLandmark,
     "{cap} station; train|tube|bus|railway|metro station; bus stop; near|behind|opposite|beside the {w}; next to the {w}; outside the station|pub|bank|church|school|shop; "
     "around the corner from; {cap} hospital|university|airport|cathedral|mosque|church; mcdonalds; tesco; "
     "estacao de|do; perto do|da {w}; atras do|da {w}; em frente ao|a {w}; ao lado do|da {w}; paragem; ponto de onibus; "
     "langa {w}; vizavi de; in spatele {w}; gara; statia de; statie de; "
     "地铁站; 火车站; 车站; 公交站; 对面; 旁边; 隔壁; 附近 的 {han}"},
    {Why::kPrice,
     "{n} pounds|pound|quid|gbp|euro|euros|eur|dollars|usd|lei|ron|reais|real|libras|lire|yuan|rmb|cny|grand; {n} 元|块|镑|万; {n} 英镑; {n} 欧元; {n} 千|百 元|块|镑; "
     "per hour; {n} per|an hour; my|her|the rate|rates|price|prices; half price; discount; price; prices; "
     "por hora; preco; precos; tabela; desconto; o valor de; pret; pretul; preturi; tarif; tariful; tarife; pe ora; reducere; 价格; 价钱; 收费; 小费; 每小时; 打折"},
    {Why::kService,
     "incall; outcall; in call; out call; gfe; pse; girlfriend experience; massage; massages; oral; anal; owo; cim; blowjob; blow job; handjob; hand job; "
     "bdsm; domination; roleplay; role play; duo; threesome; overnight; striptease; cam show; full service; bareback; happy ending; dinner date; "
     "massagem; boquete; sexo oral|anal; dominacao; namoradinha; pernoite; a tres; programa; "
     "masaj; masajul; sex oral|anal; dominare; escorta de lux; toata noaptea; "
     "口交; 肛交; 全套; 半套; 包夜; 上门服务; 推油; 胸推; 打飞机; 特殊服务; 角色扮演"},
    {Why::kInjury,
     "bruise; bruises; bruised; bruising; bleeding; bled; blood; stitches; fracture; fractured; concussion; black eye; broken nose|arm|rib|ribs|finger|wrist|leg|jaw|tooth|teeth; "
     "hospital; ambulance; surgery; pregnant; pregnancy; hiv; sti; std; pep; injured; injury; injuries; unconscious; passed out; panic attack; a and e; "
     "hematoma; nodoa negra; sangue; sangrou; sangrar; sangramento; fratura; fraturou; pontos; ambulancia; gravida; ferida; ferimento; ferimentos; olho roxo|negro; desmaiou; lesao; lesoes; "
     "vanatai; vanataie; sange; sangerat; sangera; fractura; fracturat; cusaturi; ambulanta; spital; spitalul; insarcinata; ranita; rana; rani; ochi vanat; lesinat; "
     "受伤; 伤口; 流血; 出血; 骨折; 缝针; 医院; 救护车; 怀孕; 淤青; 瘀伤; 昏迷; 晕倒; 艾滋; 性病"},
    {Why::kColleagues,
     "other|another|both|all girls|ladies|workers|women|colleagues|escorts|friends|girl|lady|worker|colleague|escort; {n} girls|ladies|workers|women|colleagues|escorts|friends; {n} of us; "
     "{n} other girls|ladies|workers|women|colleagues|escorts|friends; "
     "flatmate; flatmates; housemate; housemates; roommate; receptionist; maid; my|her friend|colleague|boss|manager|driver; works|working|worked alone|with; "
     "{n} meninas|colegas|trabalhadoras|raparigas|mulheres|amigas; outra|outras menina|meninas|colega|colegas|rapariga|raparigas|mulher|mulheres; colega; colegas; rececionista; recepcionista; "
     "{n} fete|colege|femei|prietene; alta|alte|celelalte fata|fete|colega|colege|femeie|femei; colega; colege; receptionera; "
     "{n} 个|名|位 女|姐|同|小; 姐妹; 同事; 室友; 前台; 老板娘"},
    {Why::kFirstPerson,
     "^i; i am|was|have|had|m|ve|d|did|do|said|told|went|saw|got|think|know|felt|asked|let; me; my; mine; myself; we; us; our; ours; ourselves; eu; mim; meu; minha; meus; minhas; comigo; nosso; nossa; nossos; nossas; conosco; connosco; "
     "mie; imi; mea; mei; mele; noi; nostru; noastra; nostri; noastre; pe mine; cu mine; m a|au; mi a|au; ne a|au; 我; 咱; 俺; 本人"},
    {Why::kOrigin,
     "romanian; brazilian; portuguese; chinese; polish; bulgarian; hungarian; thai; albanian; russian; ukrainian; nigerian; spanish; italian; french; german; greek; turkish; "
     "latvian; lithuanian; estonian; czech; slovak; colombian; venezuelan; dominican; cuban; jamaican; filipina; filipino; vietnamese; korean; japanese; indian; pakistani; bangladeshi; "
     "moldovan; serbian; irish; scottish; welsh; english girl|woman|lady|worker|escort; european; eastern european; latina; latino; asian; african; arab; caribbean; roma; gypsy; "
     "nationality; foreign; foreigner; migrant; migrants; immigrant; immigrants; immigration; visa; undocumented; refugee; asylum; passport; accent; native language; speaks|speak english|portuguese|romanian|mandarin|cantonese; "
     "brasileira; brasileiro; portuguesa; romena; chinesa; tailandesa; ucraniana; russa; polaca; hungara; bulgara; africana; angolana; cabo verdiana; colombiana; venezuelana; estrangeira; estrangeiro; "
     "imigrante; imigrantes; nacionalidade; sotaque; refugiada; cigana; "
     "romanca; braziliana; brazilianca; portugheza; chinezoaica; moldoveanca; bulgaroaica; unguroaica; ucraineanca; rusoaica; straina; imigranta; imigranti; nationalitate; accent; accentul; viza; tiganca; "
     "中国人; 罗马尼亚; 巴西; 葡萄牙; 泰国; 越南; 韩国; 日本; 东北人; 四川人; 福建人; 外国; 国籍; 口音; 移民; 签证; 护照; 华人; 亚洲"},
    {Why::kGender,
     "she; her; hers; herself; woman; women; girl; girls; lady; ladies; female; trans; transgender; transsexual; ts; tgirl; cis; gay; lesbian; bisexual; rent boy; "
     "male worker|workers|escort|escorts; ela; elas; dela; delas; nela; mulher; mulheres; menina; meninas; rapariga; raparigas; moca; mocas; garota; garotas; travesti; travestis; transexual; "
     "ea; femeie; femeia; femei; femeile; femeilor; fata; fete; fetele; fetelor; transsexuala; travestit; "
     "她; 女人; 女孩; 女性; 女生; 女士; 姑娘; 变性; 跨性别; 同性恋; 妹子"},
    {Why::kSector,
     "sex worker; sex workers; escort; escorts; escorting; street worker|workers|work; dominatrix; mistress; domme; masseuse; webcam; cam girl|model; stripper; strippers; dancer; dancers; "
     "parlour; parlor; brothel; sauna; agency; independent escort|worker; onlyfans; content creator; student; students; single mother|mum; "
     "acompanhante; acompanhantes; trabalhadora do sexo; trabalhadoras do sexo; garota de programa; massagista; bordel; casa de massagem|massagens; agencia; estudante; "
     "escorta; escorte; lucratoare sexuala; lucratoare; lucratoarea; maseuza; bordel; salon de masaj; agentie; studenta; videochat; "
     "技师; 小姐; 会所; 桑拿; 按摩店; 按摩师; 应召; 学生; 性工作者; 楼凤"},
    {Why::kAnimal,
     "dog; dogs; puppy; kitten; cat; cats; pet; pets; cachorro; cachorra; cao; gato; gata; animal de estimacao; caine; cainele; catel; pisica; pisicii; 狗; 猫; 宠物"},
    {Why::kTattoo,
     "my|her|their|our tattoo|tattoos|piercing|piercings; worker s tattoo|tattoos|piercing|piercings; tatuagem dela; tatuagens dela; minha tatuagem; a tatuagem dela; tatuajul ei|meu; tatuajele ei|mele; tatuaj de al ei; 她 的 纹身; 她的纹身; 我的纹身"},
}};

const std::string_view kTargetCodes = "trans male migrant new_worker alone";

}  // namespace parasol::recognition::lists
