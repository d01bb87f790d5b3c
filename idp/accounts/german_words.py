"""German words that people choose as passwords, to complete the English lists of the strength check."""

COMMON = tuple(
    """
    abend anfang apfel arbeit auto baby berlin bitte blume boss buch chef computer danke dortmund drucker engel familie
    ferien feuer fisch frankfurt frau freiheit freund freundin frieden frosch garten geburtstag geheim geheimnis geld
    gemeinsam gesundheit gewinner glueck glück golf gott hallo hamburg handy hase haus heimat hempel herbst herz himmel
    hoffnung hund ich ichliebedich internet jahr kaffee kaiser katze kind kinder kirsche koeln kollege konto könig
    koenig kuchen kunde leben lehrer leidenschaft licht liebe liebling loewe löwe login maedchen mädchen mann maus meer
    mein meins mensch mond morgen motorrad muenchen münchen mutter mutti nachbar nacht nase natur neu oma opa ostern
    papa pass passwort pferd pizza polizei prinzessin regen rose sabine schalke schatz schatzi schmetterling schnee
    schokolade schule schwester sicher sicherheit sommer sonne sonnenblume sonnenschein spiel spiele start stern
    strand stuttgart tasse telefon tiger tisch tor traum treue tschuess tuer urlaub vater vati verboten vogel wasser
    weihnachten welt werder willkommen wind winter woche wolf wolke wunder zauber zeit zimmer zucker zukunft zuhause
    januar februar maerz märz april mai juni juli august september oktober november dezember montag dienstag mittwoch
    donnerstag freitag samstag sonntag qwertz qwertzu qwertzuiop asdfghjklö yxcvbnm zugang einlass anmelden kennwort
    """.split()  # noqa: SIM905 - a list that people can read
)
