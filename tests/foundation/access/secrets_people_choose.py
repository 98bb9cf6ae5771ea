"""Passphrases and passwords that people here would think of: those that are guessed soon, and those that are not."""

from typing import Final

GUESSED_PHRASES: Final = """
mera naam saroj kumari
राम सीता लक्ष्मण हनुमान
delhi mumbai kolkata chennai
happy birthday to you dear
mother father brother sister
माँ बाप भाई बहन परिवार
hamko man ki shakti dena
vande mataram sujalam suphalam
i love you so much baby
ekek dodo tintin charchar panch
meri passphrase bahut lambi hai
namuna ghar khula darwaza
jai shree ram jai hanuman
लाल पीला हरा नीला काला
रांची गुमला सिमडेगा खूंटी
sunita anita gita meena
मेरा नाम सुनीता कुमारी है
मैं तुमसे बहुत प्यार करती हूँ
mujhe mere ghar jana hai
bharat mata ki jai ho
password password admin admin
welcome to my new office
january february march april
सोमवार मंगलवार बुधवार गुरुवार
tujhe dekha to yeh jana sanam
hum honge kamyab ek din
raghupati raghav raja ram
dog cat cow goat horse
गाय बैल बकरी घोड़ा हाथी
red green blue yellow white
our father who art in heaven
मेरा भारत महान जय हिंद
jharkhand anti trafficking network
जतन झारखंड मानव तस्करी
qwerty asdf zxcv qwer tyui
good morning how are you
the best things in life
मुझे पासवर्ड याद नहीं रहता
namaste aap kaise hain ji
मछली जल की रानी है
jai mata di jai kali
हरे कृष्ण हरे राम हरे हरे
om namah shivay har har mahadev
bol radha bol sangam hoga
kabhi kabhi mere dil mein
papa kehte hain bada naam karega
jesus christ is my lord
the lord is my shepherd
hail mary full of grace
bismillah ir rahman ir rahim
waheguru ji ka khalsa
जय जवान जय किसान जय
beti bachao beti padhao
जल जंगल जमीन हमारा है
abua dishum abua raj
जय झारखंड जय जोहार
bandar kya jaane adrak ka swad
घर की मुर्गी दाल बराबर
nach na jane aangan tedha
ek anar sau bimar
चंदा मामा दूर के
aloo kachaloo beta kahan gaye the
twinkle twinkle little star
johny johny yes papa
baa baa black sheep
to be or not to be
once upon a time in
god is great all the time
honesty is the best policy
this is my secret password
my name is sunita kumari
मेरा नाम गीता देवी है
मेरी बेटी का नाम पूजा
mere pati ka naam ramesh
mera gaon ranchi jharkhand hai
i am from ranchi jharkhand
i love my mother father
happy new year to you
good night sweet dreams baby
please change this password now
admin admin123 admin@123 administrator
password1 password2 password3 password4
welcome welcome123 letmein letmein123
1234 2345 3456 4567 5678
9431 9835 7004 6200 9934
qwertyuiop asdfghjkl zxcvbnm qwerty
abcde fghij klmno pqrst
अआइई उऊऋए कखगघ चछजझ
aaaaa bbbbb ccccc ddddd
रवि राहुल रोहित अमित सुमित
sonu monu raju pappu chhotu
पूजा प्रियंका नेहा काजल अंजलि
मुंडा उरांव टोप्पो केरकेट्टा लकड़ा
patna ranchi dhanbad bokaro jamshedpur
दिल्ली मुंबई सूरत पुणे
monday tuesday wednesday thursday
इतवार सोमवार मंगलवार बुधवार
जनवरी फरवरी मार्च अप्रैल
dada dadi nana nani
chacha chachi mama mami
""".strip().splitlines()

GOOD_PHRASES: Final = """
नदी किनारे पुराना महुआ पेड़
पलाश के नीचे सूखा कुआँ
बाज़ार के पीछे पुरानी सीढ़ी 12
झिंगुर पनघट ढोलक खपरैल बँसवारी
लालटेन नदी चश्मा कद्दू
हथौड़ा जलेबी ताला बगुला
purple kettle mountain seven lantern
बुआ की साइकिल पर बैठा उल्लू
khatti imli neela chashma tedha pul
टूटी छतरी में सोया कछुआ
kachhua chhatri pahiya jalebi
sabun ki tikiya par chinti
broken umbrella ladder mango
three crows on the tin roof
gilahri ki daadi ne pakauda churaya
नीम की डाली पर उल्टा घड़ा
हाथी ने चम्मच से सितार बजाया
my aunt paints seven turnips
तीन पहिए वाली सुनहरी नाव
jhola bhar ke seepiyan aur moong
kangaroo borrowed a velvet ladder
खटिया के नीचे सोता मगरमच्छ
purani chhatri mein jugnu bole
आधी रात को पपीता नाचा
broken harmonium under the jackfruit
kumhar ka chaak ulta ghoome
बारिश में भीगा पीला टेलीफोन
eleven ducks repair the harmonium
imli khatti chashma tedha ullu
सरसों के खेत में जिराफ
lohe ki kadhai mein badal
cactus juggles purple umbrellas nightly
पतंग की डोर में जलेबी
the potter forgot his turban
गुड़ वाली चींटी का छाता
sarangi bajata kachhua pokhar kinare
उल्टी टोपी वाला बगुला
pumpkin lantern behind the tannery
मटके में बंद इंद्रधनुष
seven crooked ladders and a goat
टूटा चश्मा और तीन बटेर
""".strip().splitlines()

GUESSED_PASSWORDS: Final = """
12345678901234 aaaaaaaaaaaaaa jharkhand123 Welcome@123456 admin@12345678 India@2026! Jharkhand@123 jaihind123456
abcdefghijkl Sunita@2019 qwertyuiop12 asdfghjkl;' Ranchi@2025 password1234 Krishna@1234 iloveyou1234 merabharatmahan
bhagwanjane jaishreeram jaimatadi786 Simdega@123 gumla12345 jatan@2026 jatan12345 1qaz2wsx3edc zaq12wsx!QAZ
Password@123 P@ssw0rd123 Passw0rd@2026 Welcome2026! 0987654321 9876543210 mohabbat123 sonukumar123 pyaarpyaar
radhekrishna saibaba123 Saroj@1990 saroj15081990 15081990saroj 15-08-1990 26january1950 15august1947 qwerty@12345
abcd@12345 abc123abc123 111111222222 aabbccddeeff lovelovelove iloveindia123 india123456 hindustan@123 Bharat@1947
mumbai@12345 delhi@123456 kolkata1234 hanumanji123 omnamahshivay ganpatibappa SachinTendulkar virat@18kohli
dhoni7777777 letmein12345 sunshine1234 football1234 computer@123 internet123 google@12345 facebook@123 whatsapp@123
mobile@12345 admin@jatan1 system@12345 default@1234 test@123456 guest@123456 user@1234567 ranchi834001 9430112233
+919430112233 qazwsxedcrfv poiuytrewq lkjhgfdsa1 zxcvbnm123 98765@43210 asdf1234asdf a1b2c3d4e5f6 p@ssw0rd!!!
january@2026 december2026 monday@2026 नमस्ते१२३४५ पासवर्ड१२३ झारखंड@१२३ मेराभारतमहान जयहिंद१२३४ सुनीता@१९९०
कखगघङचछजझ jesuschrist1 allah786786 jaimahakal108 harharmahadev sairam12345 rampyari1234 tiger12345 dragon12345
superman123 princess1234 samsung1234 jio@123456789
""".split()  # noqa: SIM905 - a table is read more easily

GOOD_PASSWORDS: Final = """
Kp7#mfQz2!x neem-kua-tair-39 tR9vkq2Lmz gaadi-chalti-41-nimbu hari-bakri-42-chappal dholak7machhli 4kauwe-chhat-par
cH8!wq-zT3lp kathal.jhula.tawa mango+rickshaw71 xV7pm2qk9LsD jalebi_hathoda_19 qv93-mloe-2plx सीढ़ी-बगुला-४२
लालटेन-कद्दू-चश्मा Tuti-chhatri-9-kachhua purana-lota-73-oos 7uncle.ki.sarangi blue-kettle-93-otter
paddy9Umbrella4lamp
""".split()  # noqa: SIM905 - a table is read more easily
