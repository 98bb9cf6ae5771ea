// jatan-names for browsers: the same folds, keys and scores as the Python package, whose tables stand below.
// Plain script for Chromium 90 and later, and for node. Sets one global object:
//   jatanNames.fold(name), .key(name), .similarity(one, other): as in Python
//   jatanNames.search(typed, folded): 0 to 1, how well a name that is being typed, in any script, fits a folded name
//   jatanNames.use(rows, version): use rows [kind, canonical, [forms]] in addition to the shipped ones
//   jatanNames.version: version of rules and lexicon in use
{
const T = {
"version": "5+b13cff43",
"spellings": "sri shri sri shree shrii shriman sriman\nsrimati shrimati srimati smt shreemati shrimti srimti\nsusri sushri susri\nlate late lt let\nsbargia swargiya sbargia svargiy sbargi sbargiy sva sba sv sw swargwasi sbargbasi swargvasi svargavasi sbargabasi divangat dibangat\nmarum marhum marum marhoom marahum\ndr dr doctor doktor do da doktar\nmr mr mister mistar\nmrs mrs\nms ms miss mis\nprof prof professor profesor pro\nadb adv adb advocate adbokate adhivakta adibakta\nji ji\nmosamat mosammat mosamat mst most musammat musamat mosst mosmat mos mosa mus\nhaji haji hazi haaji hajji alhaj alaj alahaj\nhafij hafiz hafij hafeez haphij\nmolana maulana molana moulana maulvi molbi moulvi\nsister sister sr sistar\nfater father fater fr phadar fadar pha\nku ku\nkm km\nurf urf alias urph\nmohamad mohammad mohamad md mo maho mohd mohmd mohammed mohamed muhammad muhamad mahammad mahamad muhammed muhamed mahammed mahamed mohmmad mohmad mohammod mohamod mah moha moh mu\nkumar kumar kr kumer\nsek sheikh sek sk shaikh shekh sekh saikh saiekh sheik shaik\nabdul abdul abd abdool\nchandra chandra ch chander chandar\nprasad prasad pd prd parsad prashad\nlaksmi lakshmi laksmi laxmi lachhmi lachmi lakhi laki lakshmee lachchhami lachami\nujbal ujjwal ujbal ujjal ujal ujwal ujjval ujjaval ujabal ujval\nasbini ashwini asbini ashini asini ashwani asbani aswini ashvini ashvani\nagnes agnes agnesh agness agnis egnes ignes egnesh\nantoni anthony antoni antony enthoni entoni anthoni\nsead saiyad sead syed sayed sed sayyed saiyed sayyad syad saiyyad\noraon oraon uraon urao uranw uramb uraw urab urawn uron oraown orao orawn oron uranv urov urob urav uravan uraban\nmunda munda mundah\nhembrom hembrom hembram hembrum hemram hemabram hemrom\nsoren soren saren shoren shorain\nhansda hansda hansdah hasda hansdak\nmurmu murmu murmoo moormu murmmu\ntudu tudu tuddu tuddoo turu\nmarandi marandi mrandi\nkisku kisku kiskoo\nbesra besra beshra besara\nbaske baskey baske baski\nmardi mardi\nchonre chonre chore chode chaunre\ntirke tirkey tirke tirki tirky\ntopo toppo topo toppoh\ntopno topno topnoo topnu\neka ekka eka\nkujur kujur kujoor\nminj minz minj mintz mintj\nlakra lakra lakda lakara lakada\nkalko khalkho kalko xalxo kalkso kalkho\nkaka khakha kaka xaxa kaksa kakha khaka\nkes khes kes xess kess khess\nkerketa kerketta kerketa karketta karketa kerkatta kerkata\nkispota kispotta kispota kishpotta kispatta kispata kishpatta\nbara bara\nbarba barwa barba barva\nbek beck bek\nbagat bhagat bagat bhakat bakat bhagata bagata\npana panna pana pannah\nlugun lugun lugoon\ndungdung dungdung doongdoong\nsoreng soreng soreing\nkulu kullu kulu\nbilung bilung biloong\nkandulna kandulna kandulana\nbengra bhengra bengra bhengraj bengraj bhengda bengda\nbarla barla\nguria guria gudiya gudia guriya\nhoro horo\npurti purty purti poorti\nbodra bodra bodara\nsinku sinku sinkoo\ngagre gagrai gagre gagarai gagare\nbari bari\nsundi sundi soondi\nbirua birua biruwa biruva\ndebgam deogam debgam devgam deugam dewgam\nhesa hessa hesa\nmahto mahto mahato mahata mehto mahton\nmahli mahli mahali mahly mahalee\nlohra lohra lohara\nlohar lohar luhar\nmanji manjhi manji majhi maji manjhee maanjhi majhee\nbuian bhuiyan buian bhuiya buia bhuinya buinya bhuya bua bhuyan buan bhuian\nbiror birhor biror bihor birahor\nbirjia birjia birjiya\nasur asur\npaharia pahariya paharia pahadia pahadiya\nkarbar kharwar karbar kherwar kerbar kharvar khervar\nkorba korwa korba korva\nyadab yadav yadab yadava yadaba jadav jadab\nansari ansari anshari ansary\nkan khan kan\nsing singh sing sin sinh\npasban paswan pasban pashwan pasvan pashvan\nrabidas ravidas rabidas rabidash\nturi turi toori\ngope gope gop\nsahu sahu sahoo shahu\nmandal mandal mondal\nmahapatra mahapatra mohapatra\nchodari chaudhary chodari choudhury choduri choudhary chowdhury chaudhuri chaudhury chowdhuri choudhuri chowdhary chaudhari chaudhri chodri\ntakur thakur takur thakoor\nprajapati prajapati parjapati prajapti\nbisbakarma vishwakarma bisbakarma biswakarma vishvakarma\nmian miyan mian miya mia miyaan miyo mio\nbibi bibi bibee beebi bivi\nsina sinha sina sinaha\nsab saw sab sao sav shaw sau\nbatacharya bhattacharya batacharya bhattacharjee batacharji bhattacharji bhattacharyya bhattacharyay batacharye bhattacharyee batacharyi bhattachary batachari\nbegum begum begam begom\nkatun khatun katun khatoon khatoun katon\nkresi quraishi kresi qureshi kureshi kuresi koreshi koresi kuraishi\nsidiki siddiqui sidiki siddiqi siddique sidik siddiki siddikee\nmalik mallick malik mallik\nkachap kachhap kachap kachchap kachhup kachup kachchhap\ntiga tigga tiga\nlinda linda lynda\nkongari kongari kongadi congari\ntubid tubid toobid tubit\nsabean sawaiyan sabean savaiyan sawayan sabayan sawaiya sabea savaiya\ntamsoi tamsoy tamsoi tamasoy tamasoi\nchampia champia champiya\nlaguri laguri lagoori\nbandra bandra bandara banra\nsanga sanga saanga\nhasa hassa hasa haasa\nnag nag naag\npingua pingua pinguwa pinguva\nmalto malto malato\nsoria sauria soria souria sauriya saoria\nparea parhaiya parea parahiya parahia parhiya paria parahaiya parahea\nsabar savar sabar savara sabara\nchik chik chick\nbarek baraik barek badaik badek baraeek\ngond gond gonda gonr\nbedia bedia bediya\nchero chero chairo cheroh\nkarmali karmali karmaali\nnayak nayak nayek nek naik naek\npradan pradhan pradan prodhan prodan pardhan pardan\ngansi ghansi gansi ghasi gasi",
"honorific": "shri shrimati sushri late swargiya marhum dr mr mrs ms prof adv ji mosammat haji hafiz maulana sister father ku km urf",
"surname": "oraon munda hembrom soren hansda murmu tudu marandi kisku besra baskey mardi chonre tirkey toppo topno ekka kujur minz lakra khalkho khakha khes kerketta kispotta bara barwa beck bhagat panna lugun dungdung soreng kullu bilung kandulna bhengra barla guria horo purty bodra sinku gagrai bari sundi birua deogam hessa mahto mahli lohra lohar manjhi bhuiyan birhor birjia asur pahariya kharwar korwa yadav ansari khan singh paswan ravidas turi gope sahu mandal mahapatra chaudhary thakur prajapati vishwakarma miyan bibi sinha saw bhattacharya begum khatun quraishi siddiqui mallick kachhap tigga linda kongari tubid sawaiyan tamsoy champia laguri bandra sanga hassa nag pingua malto sauria parhaiya savar chik baraik gond bedia chero karmali nayak pradhan ghansi",
"shortened": "(?<=[\u0900-\u0963])[\u0966\u0970](?![0-9\u0966-\u096f])",
"consonants": [["\u0915", "k"], ["\u0916", "kh"], ["\u0917", "g"], ["\u0918", "gh"], ["\u0919", "ng"], ["\u091a", "ch"], ["\u091b", "chh"], ["\u091c", "j"], ["\u091d", "jh"], ["\u091e", "n"], ["\u091f", "t"], ["\u0920", "th"], ["\u0921", "d"], ["\u0922", "dh"], ["\u0923", "n"], ["\u0924", "t"], ["\u0925", "th"], ["\u0926", "d"], ["\u0927", "dh"], ["\u0928", "n"], ["\u0929", "n"], ["\u092a", "p"], ["\u092b", "ph"], ["\u092c", "b"], ["\u092d", "bh"], ["\u092e", "m"], ["\u092f", "y"], ["\u0930", "r"], ["\u0931", "r"], ["\u0932", "l"], ["\u0933", "l"], ["\u0934", "l"], ["\u0935", "v"], ["\u0936", "sh"], ["\u0937", "sh"], ["\u0938", "s"], ["\u0939", "h"]],
"vowels": [["\u0905", "a"], ["\u0906", "a"], ["\u0907", "i"], ["\u0908", "i"], ["\u0909", "u"], ["\u090a", "u"], ["\u090b", "ri"], ["\u090c", "l"], ["\u090d", "e"], ["\u090e", "e"], ["\u090f", "e"], ["\u0910", "ai"], ["\u0911", "o"], ["\u0912", "o"], ["\u0913", "o"], ["\u0914", "au"], ["\u0960", "ri"]],
"signs": [["\u093e", "a"], ["\u093f", "i"], ["\u0940", "i"], ["\u0941", "u"], ["\u0942", "u"], ["\u0943", "ri"], ["\u0944", "ri"], ["\u0945", "e"], ["\u0946", "e"], ["\u0947", "e"], ["\u0948", "ai"], ["\u0949", "o"], ["\u094a", "o"], ["\u094b", "o"], ["\u094c", "au"]],
"nukta": [["k", "k"], ["kh", "kh"], ["g", "g"], ["j", "z"], ["d", "r"], ["dh", "rh"], ["ph", "f"], ["y", "y"]],
"olChiki": [["\u1c5a", "o"], ["\u1c5b", "t"], ["\u1c5c", "g"], ["\u1c5d", "n"], ["\u1c5e", "l"], ["\u1c5f", "a"], ["\u1c60", "k"], ["\u1c61", "j"], ["\u1c62", "m"], ["\u1c63", "w"], ["\u1c64", "i"], ["\u1c65", "s"], ["\u1c66", "h"], ["\u1c67", "n"], ["\u1c68", "r"], ["\u1c69", "u"], ["\u1c6a", "c"], ["\u1c6b", "d"], ["\u1c6c", "n"], ["\u1c6d", "y"], ["\u1c6e", "e"], ["\u1c6f", "p"], ["\u1c70", "d"], ["\u1c71", "n"], ["\u1c72", "r"], ["\u1c73", "o"], ["\u1c74", "t"], ["\u1c75", "b"], ["\u1c76", "w"], ["\u1c77", "h"]],
"labials": ["b", "bh", "m", "p", "ph"],
"keepsSchwa": ["l", "m", "n", "r", "sh", "v", "y"],
"letters": [["\u090f", "a"], ["\u092c\u0940", "b"], ["\u0938\u0940", "c"], ["\u0921\u0940", "d"], ["\u0908", "e"], ["\u090f\u092b", "f"], ["\u090f\u091a", "h"], ["\u0906\u0908", "i"], ["\u091c\u0947", "j"], ["\u0915\u0947", "k"], ["\u090f\u0932", "l"], ["\u090f\u092e", "m"], ["\u090f\u0928", "n"], ["\u0913", "o"], ["\u092a\u0940", "p"], ["\u0915\u094d\u092f\u0942", "q"], ["\u0906\u0930", "r"], ["\u090f\u0938", "s"], ["\u091f\u0940", "t"], ["\u092f\u0942", "u"], ["\u0935\u0940", "v"], ["\u0921\u092c\u094d\u0932\u094d\u092f\u0942", "w"], ["\u090f\u0915\u094d\u0938", "x"], ["\u0935\u093e\u0908", "y"], ["\u091c\u0947\u0921", "z"], ["\u0938\u093f", "c"], ["\u092a\u093f", "p"], ["\u092c\u093f", "b"], ["\u0935\u093f", "v"], ["\u091f\u093f", "t"], ["\u0921\u093f", "d"], ["\u091c\u093f", "g"], ["\u0910\u092e", "m"], ["\u0910\u0928", "n"], ["\u0910\u0932", "l"], ["\u0910\u0938", "s"]],
"spelt": "(?:\u090f\u092b|\u090f\u091a|\u0906\u0908|\u090f\u0932|\u090f\u092e|\u090f\u0928|\u0906\u0930|\u090f\u0938|\u090f\u0915\u094d\u0938)(?:\u090f|\u092c\u0940|\u0938\u0940|\u0921\u0940|\u0908|\u090f\u092b|\u090f\u091a|\u0906\u0908|\u091c\u0947|\u0915\u0947|\u090f\u0932|\u090f\u092e|\u090f\u0928|\u0913|\u092a\u0940|\u0915\u094d\u092f\u0942|\u0906\u0930|\u090f\u0938|\u091f\u0940|\u092f\u0942|\u0935\u0940|\u0921\u092c\u094d\u0932\u094d\u092f\u0942|\u090f\u0915\u094d\u0938|\u0935\u093e\u0908|\u091c\u0947\u0921|\u0938\u093f|\u092a\u093f|\u092c\u093f|\u0935\u093f|\u091f\u093f|\u0921\u093f|\u091c\u093f|\u0910\u092e|\u0910\u0928|\u0910\u0932|\u0910\u0938)+",
"letter": "\u0921\u092c\u094d\u0932\u094d\u092f\u0942|\u0915\u094d\u092f\u0942|\u090f\u0915\u094d\u0938|\u0935\u093e\u0908|\u091c\u0947\u0921|\u092c\u0940|\u0938\u0940|\u0921\u0940|\u090f\u092b|\u090f\u091a|\u0906\u0908|\u091c\u0947|\u0915\u0947|\u090f\u0932|\u090f\u092e|\u090f\u0928|\u092a\u0940|\u0906\u0930|\u090f\u0938|\u091f\u0940|\u092f\u0942|\u0935\u0940|\u0938\u093f|\u092a\u093f|\u092c\u093f|\u0935\u093f|\u091f\u093f|\u0921\u093f|\u091c\u093f|\u0910\u092e|\u0910\u0928|\u0910\u0932|\u0910\u0938|\u090f|\u0908|\u0913",
"asDevanagari": [[2433, 2510, 2305], [2510, 2511, "\u0924\u094d"], [2511, 2532, 2383], [2544, 2545, 2352], [2545, 2546, 2357], [2817, 2916, 2305], [2929, 2930, 2357]],
"splitSigns": [["\u0947\u093e", "\u094b"], ["\u0947\u0957", "\u094c"], ["\u0947\u0956", "\u0948"]],
"secondHalves": ["\u091a\u0930\u0923", "\u0928\u0917\u0930", "\u092e\u0939\u0932", "\u092a\u0939\u093e\u0921\u093c\u0940", "\u092e\u0928\u0940", "\u092e\u0923\u093f"],
"gya": ["\u091c\u094d\u091e", "\u0917\u094d\u092f"],
"rules": [["sinh$", "sing"], ["^x(?=av)", "j"], ["^x(?=[aeiou])", "k"], ["x", "ks"], ["z", "j"], ["que$", "k"], ["qu?", "k"], ["ph", "f"], ["c(?=[eiy])", "s"], ["c(?!h)|^ch(?=r)", "k"], ["ge$(?<=[rd]ge)|^ge(?=or)", "j"], ["^(an(?=gel)|eu(?=ge)|evan(?=ge)|jor|re(?=gi)|vir(?=gi))g(?=[ei])", "$1j"], ["(?<=f)([ei]*ro)se$", "$1j"], ["(?<=o)ts(?=a?n)", "s"], ["^oi(?=[^aeiouy])", "e"], ["^[jg]n(?=[aeiou])", "gy"], ["deo", "deb"], ["(?<=u)[wvy](?=a(?:h|n)?$)", ""], ["(?:k?ch+)+", "ch"], ["s+h", "s"], ["([kgjtdpbrln])h", "$1"], ["[ao]w(?=[^aeiouy])", "o"], ["[wv]", "b"], ["ee+|ie$", "i"], ["oo+", "u"], ["ou|au", "o"], ["ng(?=[ks])", "n"], ["aye|ae|[ae]i|ey|ay(?![aeiou])", "e"], ["iy(?=[aeou])", "i"], ["y$", "i"], ["(\\P{Nd})\\1+", "$1"], ["n(?=[pbf])", "m"], ["([aeiou])h$", "$1"], ["ohn", "on"]],
"keyRules": [["ks(?!a?$)", "k"], ["^[ei]h(?=[^aeiou])", "ah"], ["(?<!^b[ao]r)(?<=[^aeiouy])u(?=a$)", "b"], ["(?<=ku)d$|(?<=^go)d$", "r"]],
"glide": "^(?:[ei]?y|[ei])(?=[aou])",
"beforeRahman": "(?<=..[^aeiou])[ao]r$",
"opening": [["e", "i"], ["o", "u"], ["y", "j"]],
"halves": ["bati", "charan", "deb", "kant", "kanta", "lal", "mani", "mati", "muni", "nand", "nat", "prakas", "ram"],
"boundHalves": ["kant", "kanta", "nat"],
"short": 5,
"firstHalves": ["badri", "chandra", "debi", "gori", "hari", "krisna", "nand", "nanda", "purn", "purna", "rabi", "rada", "siba", "tarak"],
"lastHalves": ["chandra", "gopal", "kisor", "lal", "mohan", "narayan", "nat", "prasad", "sankar"],
"neverAlone": ["ara", "bakar", "bakr"],
"articles": ["ud", "uj", "ul", "um", "un", "ur", "us"],
"leaning": ["odin", "ola", "udadin", "uden", "udin", "ula"],
"afterArticle": [["din", "ud"], ["den", "ud"], ["la", "ul"], ["nisa", "un"], ["nesa", "un"]],
"relations": ["\u0906\u0924\u094d\u092e\u091c", "\u0906\u0924\u094d\u092e\u091c\u093e", "\u091c\u094c\u091c\u0947", "\u092a\u0924\u094d\u0928\u0940", "\u092a\u093f\u0924\u093e", "\u092a\u0941\u0924\u094d\u0930", "\u092a\u0941\u0924\u094d\u0930\u0940", "\u0935\u0932\u094d\u0926", "\u0938\u0941\u092a\u0941\u0924\u094d\u0930", "\u0938\u0941\u092a\u0941\u0924\u094d\u0930\u0940"],
"husband": "\u092a\u0924\u093f",
"lordOf": ["\u0909\u092e\u093e", "\u0915\u092e\u0932\u093e", "\u0917\u0923", "\u0917\u094c\u0930\u0940", "\u0927\u0928", "\u0928\u0930", "\u092a\u094d\u0930\u091c\u093e", "\u092c\u0943\u0939\u0938\u094d", "\u092d\u0942", "\u092f\u0926\u0941", "\u0930\u0918\u0941", "\u0930\u092e\u093e", "\u0932\u0915\u094d\u0937\u094d\u092e\u0940", "\u0936\u091a\u0940", "\u0936\u094d\u0930\u0940", "\u0938\u0940\u0924\u093e", "\u0938\u0941\u0930"],
"mayBeNames": ["hafij", "haji", "molana"],
"onlyInFront": ["fadar", "hafij", "haji", "ji", "km", "ku", "molana", "sistar", "sri"],
"shortTitles": [["ku", "kumar"], ["km", "kumari"]],
"betweenWords": "[\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000!-/:-@\\[-`{-\\u007f\\u00a0-\\u00bf\\u2010-\\u205e\u0964\u0965\u0970]+",
"withinWords": "['\u2018\u2019\u02bc`\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ud80d\udc30-\ud80d\udc3f\ud82f\udca0-\ud82f\udca3\ud834\udd73-\ud834\udd7a\udb40\udc00-\udb43\udfff]",
"mohammadShort": "^[\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]*(?:\u092e\u0966|\u092e[\u0939\u094b]?\u093e?\u0903)(?=[\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000])",
"sister": "^[\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]*\u0938\u093f[.\u0966][\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]*(?=[\\u0904-\\u0939][^\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000.\u0966])",
"mohammadWritten": "\u092e\u094b",
"sisterWritten": "\u0938\u093f\u0938\u094d\u091f\u0930 ",
"wholeWords": [["m[aou]h[aou]?m+[aeo]d", "mohamad"], ["r[aeo]h[aeo]?man", "rahman"], ["abd[aou]+[lrstn]", "abdul"], ["s[bm]?u?arg[aei]{1,2}[aeiou]?|sbargat|prayat", "sbargi"]],
"endings": [["(?<=.)(?:[aeiou]{1,2}dd|[ae]?u+d(?:ad)?|ood)h?(?:in|een|ien|en)$", "udin"], ["(?<=.)(?:[aou]llah?|ulah)$", "ula"]],
"speltOut": ["md", "sk"],
"titleDiffers": 0.99,
};

const rule = ([pattern, instead]) => [new RegExp(pattern, "gu"), instead];
const whole = (pattern) => new RegExp(`^(?:${pattern})$`, "u");
const replaced = (text, [pattern, instead]) => text.replace(pattern, instead);
const within = (list) => new Set(list);
const isAscii = (text) => /^[\0-\x7f]*$/.test(text);
const isLong = (text, than) => text.length > than && [...text].length > than;
const last = (list, back = 1) => list[list.length - back];
const cached = (compute) => {
  const known = new Map();
  return (text) => {
    let result = known.get(text);
    if (result === undefined) {
      if (known.size > 8000) known.clear();
      known.set(text, result = compute(text));
    }
    return result;
  };
};

// --- characters.py
const DIGIT = /\p{Nd}/u;
const SHORTENED = new RegExp(T.shortened, "gu");
// Decimal digits of Unicode stand in tens, from 0 to 9.
const asciiDigits = (text) => text.replace(/[^\0-\x7f]/gu, (letter) => {
  if (!DIGIT.test(letter)) return letter;
  const at = letter.codePointAt(0);
  let zero = at;
  while (DIGIT.test(String.fromCodePoint(zero - 1))) zero--;
  return String((at - zero) % 10);
});

// --- transliteration.py
const CONSONANTS = new Map(T.consonants);
const VOWELS = new Map(T.vowels);
const SIGNS = new Map(T.signs);
const NUKTA = new Map(T.nukta);
const OL_CHIKI = new Map(T.olChiki);
const LABIALS = within(T.labials);
const KEEPS_SCHWA = within(T.keepsSchwa);
const LETTERS = new Map(T.letters);
const SPELT = whole(T.spelt);
const LETTER = new RegExp(T.letter, "gu");
const SCHWA = "\u0259", VIRAMA = "\u094d", NUKTA_SIGN = "\u093c";
const NASAL = /[\u0900-\u0902]/, CHEROKEE = /[\u13a0-\u13fd\uab70-\uabbf]/, DEVANAGARI = /[\u0900-\u097f]/;

const initials = (word) => {
  if (isAscii(word)) return word;
  if (word.endsWith(VIRAMA)) word = word.slice(0, -1);
  if (SPELT.test(word)) return word.match(LETTER).map((name) => LETTERS.get(name)).join("");
  return LETTERS.has(word) ? LETTERS.get(word) : word;
};
// Python's str.casefold.
const caseFolded = (letter) => {
  if (letter === "\u0131") return letter;
  if (letter === "\u1e9e") return "ss";
  const upper = letter.toUpperCase();
  return CHEROKEE.test(letter) ? upper : [...upper].map((part) => part.toLowerCase()).join("");
};
const asDevanagari = (letter) => {
  const at = letter.codePointAt(0);
  for (const [first, end, target] of T.asDevanagari) {
    if (at >= first && at < end) return typeof target === "string" ? target : String.fromCodePoint(at - first + target);
  }
  return letter;
};
const romanise = (word) => {
  if (isAscii(word)) return word.toLowerCase();
  let plain = [...[...word].map(caseFolded).join("").normalize("NFD")].map(asDevanagari).join("");
  for (const [parts, sign] of T.splitSigns) plain = plain.split(parts).join(sign);
  if (DEVANAGARI.test(plain)) return fromDevanagari(plain);
  return [...plain.replace(/[\u0300-\u036f]/g, "")].map((letter) => OL_CHIKI.get(letter) || letter).join("");
};
const fromDevanagari = (word) => {
  for (const half of T.secondHalves) {
    if (word.endsWith(half) && isLong(word, half.length + 1)) {
      return fromDevanagari(word.slice(0, -half.length)) + fromDevanagari(half);
    }
  }
  const phonemes = withNasals(withoutSilentSchwas(phonemesOf(word.split(T.gya[0]).join(T.gya[1]))));
  const latin = phonemes.map((phoneme) => phoneme === SCHWA ? "a" : phoneme).join("");
  return latin.endsWith("anv") ? latin.slice(0, -3) + "aon" : latin;
};
const phonemesOf = (word) => {
  const phonemes = [];
  for (const letter of word) {
    if (CONSONANTS.has(letter)) {
      phonemes.push(CONSONANTS.get(letter), SCHWA);
    } else if (letter === NUKTA_SIGN && phonemes.length > 1) {
      const at = phonemes.length - 2;
      phonemes[at] = NUKTA.get(phonemes[at]) || phonemes[at];
    } else if (letter === VIRAMA || SIGNS.has(letter)) {
      if (last(phonemes) === SCHWA) phonemes.pop();
      if (SIGNS.has(letter) && phonemes.length) phonemes.push(SIGNS.get(letter));
    } else if (VOWELS.has(letter)) {
      phonemes.push(VOWELS.get(letter));
    } else if (NASAL.test(letter)) {
      phonemes.push("~");
    } else if (!/[\p{M}\p{C}]/u.test(letter)) {
      phonemes.push(OL_CHIKI.get(letter) || letter);
    }
  }
  return phonemes;
};
const withNasals = (phonemes) => {
  if (phonemes.length > 3 && last(phonemes) === "~" && last(phonemes, 3) === "d") {
    phonemes = [...phonemes.slice(0, -3), "~", ...phonemes.slice(-3, -1)];
  }
  return phonemes.map((phoneme, at) => phoneme !== "~" ? phoneme : LABIALS.has(phonemes[at + 1]) ? "m" : "n");
};
const isVowel = (phoneme) => "aeiou~".includes(phoneme[0]) || phoneme === SCHWA || phoneme === "ri";
const withoutSilentSchwas = (phonemes) => {
  const kept = [...phonemes];
  if (kept.length > 2 && last(kept) === SCHWA) {
    const before = last(kept, 3);
    if (isVowel(before) || !KEEPS_SCHWA.has(last(kept, 2)) || before === "r") kept.pop();
  }
  for (let at = kept.length - 3; at >= 2; at--) {
    if (kept[at] === SCHWA && !isVowel(kept[at - 1]) && isVowel(kept[at - 2]) && !isVowel(kept[at + 1])
      && kept[at + 1] !== "h" && isVowel(kept[at + 2])) {
      kept.splice(at, 1);
      at--;
    }
  }
  return kept;
};

// --- latin_spelling.py
const RULES = T.rules.map(rule);
const KEY_RULES = T.keyRules.map(rule);
const GLIDE = new RegExp(T.glide, "u");
const BEFORE_RAHMAN = new RegExp(T.beforeRahman, "u");
const DOUBLE = /(\P{Nd})\1+/gu;
const OPENING = new Map(T.opening);
const HALVES = within(T.halves), BOUND_HALVES = within(T.boundHalves);
const FIRST_HALVES = within(T.firstHalves), LAST_HALVES = within(T.lastHalves);
const NEVER_ALONE = within(T.neverAlone), ARTICLES = within(T.articles), LEANING = within(T.leaning);
const AFTER_ARTICLE = new Map(T.afterArticle);

const plainFold = (word) => {
  let before;
  do {
    before = word;
    word = RULES.reduce(replaced, word);
  } while (word !== before);
  return word;
};
const skeleton = cached((word) => {
  const letters = [...KEY_RULES.reduce(replaced, word).replace(GLIDE, "j")];
  const rest = letters.slice(1).join("").split("ch").join("c").replace(/[aeiouyh]+/g, "");
  return ((OPENING.get(letters[0]) || letters[0]) + rest).replace(/n(?=[pbf])/g, "m").replace(DOUBLE, "$1");
});
const isJoined = (before, word, isLast) => {
  if (!isLong(before, 1)) return false;
  if (NEVER_ALONE.has(word) || (FIRST_HALVES.has(before) && LAST_HALVES.has(word))) return true;
  if (LEANING.has(word) || (AFTER_ARTICLE.has(word) && before.endsWith(AFTER_ARTICLE.get(word)))) return true;
  const isHalf = HALVES.has(word) && (!isLong(before, T.short) || BOUND_HALVES.has(word));
  return !isLast && (ARTICLES.has(word) || isHalf);
};
const joinCompounds = (words) => {
  const result = [];
  words.forEach((word, at) => {
    const end = result.length - 1;
    if (end >= 0 && word === "rahman") result[end] = result[end].replace(BEFORE_RAHMAN, "ur");
    if (end >= 0 && isJoined(result[end], word, at === words.length - 1)) result[end] += word;
    else result.push(word);
  });
  return result;
};

// --- titles.py
const RELATIONS = within(T.relations), LORD_OF = within(T.lordOf);
const MAY_BE_NAMES = within(T.mayBeNames), ONLY_IN_FRONT = within(T.onlyInFront);
const SHORT = new Map(T.shortTitles);
const WHOSE = /^[bsd]$/, SRI = "sri", JI = "ji";

const withoutRelations = (words) => words.flatMap((word, at) => {
  const isHusband = word === T.husband && (at === 0 || !LORD_OF.has(words[at - 1]));
  return (RELATIONS.has(word) || isHusband) && at + 1 < words.length ? ["s", "o"] : [word];
});
const withoutTitles = (words) => {
  const kept = [];
  words.forEach((word, at) => {
    if (!lexicon.honorifics.has(word)) kept.push(word);
    else if (ONLY_IN_FRONT.has(word)) addTitle(kept, word, words.slice(at + 1));
  });
  const rest = beforeRelation(kept);
  return rest.length ? rest : words;
};
const addTitle = (kept, word, rest) => {
  const end = kept.length - 1;
  if (end < 0) {
    const isName = MAY_BE_NAMES.has(word) && rest.length === 1 && lexicon.surnames.has(rest[0]);
    if (isName || (word === JI && rest.length)) kept.push(word === JI ? "g" : word);
  } else if (word === JI && !isLong(kept[end], 1)) {
    kept.push("g");
  } else if (word === SRI || (word === JI && (rest.length || kept.length === 1))) {
    kept[end] += word;
  } else if (word !== JI) {
    kept.push(rest.length ? SHORT.get(word) || word : word);
  }
};
const beforeRelation = (kept) => {
  const at = kept.findIndex((word, at) => at < kept.length - 2 && kept[at + 1] === "o" && WHOSE.test(word));
  if (at < 0) return kept;
  if (at === 0) return kept.slice(2);
  return kept.slice(0, at).some((word) => isLong(word, 1)) ? kept.slice(0, at) : kept;
};

// --- lexicon.py
let lexicon, foldOf, keyOf, isTitled, foldedWord, parsed, version;
const shippedForms = () => {
  const spellings = new Map();
  for (const line of T.spellings.split("\n")) {
    const [name, ...forms] = line.split(" ");
    for (const form of forms) spellings.set(form, name);
  }
  return spellings;
};
const finalName = (form, spellings) => {
  const seen = [];
  while (spellings.has(form) && !seen.includes(form)) {
    seen.push(form);
    form = spellings.get(form);
  }
  return seen.includes(form) ? seen.slice(seen.indexOf(form)).sort()[0] : form;
};
const use = (rows = [], newVersion = T.version) => {
  const spellings = shippedForms();
  for (const [, canonical, forms] of rows) {
    const name = plainFold(romanise(canonical));
    for (const form of [canonical, ...forms]) {
      const latin = romanise(form), folded = plainFold(latin);
      spellings.set(latin, name);
      if (form === canonical || isLong(folded, 2)) spellings.set(folded, name);
    }
  }
  const resolved = new Map();
  for (const form of spellings.keys()) resolved.set(form, finalName(form, spellings));
  for (const name of new Set(resolved.values())) resolved.set(name, name);
  const ofKind = (kind) => new Set([
    ...T[kind].split(" "),
    ...rows.filter((row) => row[0] === kind).map((row) => romanise(row[1])),
  ].map((form) => resolved.get(form)));
  lexicon = { spellings: resolved, honorifics: ofKind("honorific"), surnames: ofKind("surname") };
  foldedWord = cached(computeWord);
  foldOf = cached(computeFold);
  keyOf = cached((name) => foldOf(name).split(" ").map((word) => word && skeleton(word)).join(" "));
  isTitled = cached((name) => wordsOf(name).some((word) => MAY_BE_NAMES.has(foldedWord(word))));
  parsed = cached(computeTyped);
  version = newVersion;
  return version;
};

// --- names.py
const BETWEEN_WORDS = new RegExp(T.betweenWords, "u");
const WITHIN_WORDS = new RegExp(T.withinWords, "gu");
const MOHAMMAD_SHORT = new RegExp(T.mohammadShort, "u");
const SISTER = new RegExp(T.sister, "u");
const WHOLE_WORDS = T.wholeWords.map(([pattern, name]) => [whole(pattern), name]);
const ENDINGS = T.endings.map(rule);
const SPELT_OUT = within(T.speltOut);

const wordsOf = (name) => {
  if (isAscii(name)) return name.replace(WITHIN_WORDS, "").split(BETWEEN_WORDS);
  const text = name.replace(SISTER, T.sisterWritten).replace(MOHAMMAD_SHORT, T.mohammadWritten).replace(SHORTENED, " ");
  return withoutRelations(asciiDigits(text).replace(WITHIN_WORDS, "").split(BETWEEN_WORDS));
};
const computeWord = (word) => {
  let latin = romanise(initials(word)), previous;
  while (latin !== previous) {
    previous = latin;
    const pattern = WHOLE_WORDS.find(([pattern]) => pattern.test(previous));
    latin = pattern ? pattern[1] : ENDINGS.reduce(replaced, latin);
    latin = lexicon.spellings.get(latin) || plainFold(latin);
  }
  return latin;
};
const computeFold = (name) => {
  const words = wordsOf(name).map((word) => foldedWord(word)).filter(Boolean);
  const kept = [...withoutTitles(words)];
  if (kept.length > 2 && SPELT_OUT.has(kept[0] + kept[1]) && isLong(kept[2], 1)) {
    kept.splice(0, 2, foldedWord(kept[0] + kept[1]));
  }
  if (kept.length > 1 && lexicon.surnames.has(kept[0]) && !lexicon.surnames.has(last(kept))) kept.push(kept.shift());
  const joined = joinCompounds(kept).join(" ");
  return joined === words.join(" ") ? joined : computeFold(joined);
};

// --- scores, as rapidfuzz computes them
const levenshtein = (one, other) => {
  let row = other.map((_, at) => at + 1);
  one.forEach((letter, at) => {
    let corner = at, left = at + 1;
    row = row.map((above, column) => {
      const cost = Math.min(left + 1, above + 1, corner + (letter === other[column] ? 0 : 1));
      corner = above;
      return left = cost;
    });
  });
  return other.length ? last(row) : one.length;
};
const letterSimilarity = (one, other) => {
  const [first, second] = [[...one], [...other]];
  return 1 - levenshtein(first, second) / Math.max(first.length, second.length, 1);
};
const jaroWinkler = (one, other) => {
  const first = [...one], second = [...other];
  const window = Math.max(Math.floor(Math.max(first.length, second.length) / 2) - 1, 0);
  const used = second.map(() => false);
  const matched = first.filter((letter, at) => {
    for (let there = Math.max(at - window, 0); there <= Math.min(at + window, second.length - 1); there++) {
      if (!used[there] && second[there] === letter) return used[there] = true;
    }
    return false;
  });
  const count = matched.length;
  if (!count) return 0;
  const crossed = second.filter((_, at) => used[at]).filter((letter, at) => letter !== matched[at]).length;
  const jaro = (count / first.length + count / second.length + (count - Math.floor(crossed / 2)) / count) / 3;
  let prefix = 0;
  while (prefix < 4 && prefix < first.length && first[prefix] === second[prefix]) prefix++;
  return jaro > 0.7 ? jaro + prefix * 0.1 * (1 - jaro) : jaro;
};
const sorted = (folded) => folded.split(" ").sort().join(" ");
const similarity = (first, second) => {
  const one = foldOf(first), other = foldOf(second);
  if (!one || !other) return 0;
  const letters = Math.max(letterSimilarity(one, other), letterSimilarity(sorted(one), sorted(other)));
  const score = (letters + jaroWinkler(keyOf(first), keyOf(second))) / 2;
  return isTitled(first) === isTitled(second) ? score : score * T.titleDiffers;
};

// --- typed search
// The readings of what is typed. An unfinished word may look like another name (Mah of Mahto like Mohammad), so each is
// also read by the rules alone.
const computeTyped = (typed) => {
  const plain = wordsOf(typed).map((word) => plainFold(romanise(word))).filter(Boolean);
  return [...new Set([foldOf(typed), plain.join(" ")])].filter(Boolean).map((words) => words.split(" "));
};
const fits = (part, word) => {
  if (part === word) return 1;
  if (word.startsWith(part)) return 0.95;
  const [key, wordKey] = [skeleton(part), skeleton(word)];
  if (key.length > 1 && wordKey.startsWith(key)) return key === wordKey ? 0.85 : 0.75;
  if (part.length < 4) return 0;
  const close = letterSimilarity(part, word.length > part.length + 1 ? word.slice(0, part.length) : word);
  return close > 0.7 ? 0.7 * close : 0;
};
const search = (typed, folded) => {
  const words = folded.split(" ");
  const scores = parsed(typed).map((parts) => {
    const each = parts.map((part) => Math.max(...words.map((word) => fits(part, word))));
    const isJoined = words.join("").startsWith(parts.join("")) ? 0.9 : 0;
    return Math.max(isJoined, Math.min(...each) && each.reduce((sum, one) => sum + one) / each.length);
  });
  return Math.max(0, ...scores);
};

use();
globalThis.jatanNames = Object.freeze({
  fold: (name) => foldOf(name),
  key: (name) => keyOf(name),
  similarity, search, use,
  get version() { return version; },
});
}
