"""Coded messages of colleagues: whose number wrote, and what such a message means; missed calls that ring again."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0004_messages_of_campaigns'),
    ]

    operations = [
        migrations.AddField(
            model_name='inmessage',
            name='sent_by',
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='inmessage',
            name='meaning',
            field=models.CharField(blank=True, choices=[('safe', 'well'), ('unsafe', 'needs help'), ('stop', 'no more messages'), ('start', 'messages again'), ('call', 'call back'), ('left', 'has left'), ('unclear', 'to be read')], max_length=10, verbose_name='meaning'),
        ),
        migrations.AlterField(
            model_name='inmessage',
            name='reason',
            field=models.CharField(blank=True, choices=[('no_phone', 'no telephone number is known'), ('no_consent', 'she has not agreed to messages'), ('opted_out', 'this number asked for no messages'), ('budget', "the month's money for messages is spent"), ('wording', 'the text says something that no message may say'), ('no_gateway', 'no gateway is set up'), ('gateway', 'the gateway refused it'), ('unreached', 'the gateway could not be reached'), ('unclear', 'nobody knows whether it went out'), ('undelivered', 'the network could not deliver it'), ('unknown_number', 'this number is not known'), ('several', 'several travellers use this number'), ('no_open_contact', 'no question to her is open'), ('free_text', 'somebody must read it'), ('call_back', 'missed call: call back'), ('from_family', 'it came from the family'), ('too_many', 'this number sends very many messages'), ('not_recorded', 'it could not be recorded by itself'), ('company', 'it came from a company'), ('unreadable', 'the message could not be read'), ('no_reference', 'it does not say whose journey'), ('unknown_code', 'no journey has this code'), ('no_outcome', 'it does not say how she is'), ('called_again', 'called again: the first call waits')], max_length=20, verbose_name='why it waits'),
        ),
        migrations.AlterField(
            model_name='outmessage',
            name='purpose',
            field=models.CharField(choices=[('check', 'asks how she is'), ('unsafe_heard', 'says that help is coming'), ('stopped', 'says that messages have stopped'), ('started', 'says that messages go on'), ('unclear', 'asks to answer with 1 or 2'), ('answer', 'written by a colleague'), ('urgent', 'tells a colleague that something urgent waits'), ('noted', 'says that a coded message was noted'), ('passed_on', 'says that the desk decides about a coded message'), ('unregistered', 'says that who has left is not registered yet'), ('codes', 'tells the three codes')], max_length=14, verbose_name='for what'),
        ),
        migrations.AlterField(
            model_name='outmessage',
            name='reason',
            field=models.CharField(blank=True, choices=[('no_phone', 'no telephone number is known'), ('no_consent', 'she has not agreed to messages'), ('opted_out', 'this number asked for no messages'), ('budget', "the month's money for messages is spent"), ('wording', 'the text says something that no message may say'), ('no_gateway', 'no gateway is set up'), ('gateway', 'the gateway refused it'), ('unreached', 'the gateway could not be reached'), ('unclear', 'nobody knows whether it went out'), ('undelivered', 'the network could not deliver it'), ('unknown_number', 'this number is not known'), ('several', 'several travellers use this number'), ('no_open_contact', 'no question to her is open'), ('free_text', 'somebody must read it'), ('call_back', 'missed call: call back'), ('from_family', 'it came from the family'), ('too_many', 'this number sends very many messages'), ('not_recorded', 'it could not be recorded by itself'), ('company', 'it came from a company'), ('unreadable', 'the message could not be read'), ('no_reference', 'it does not say whose journey'), ('unknown_code', 'no journey has this code'), ('no_outcome', 'it does not say how she is'), ('called_again', 'called again: the first call waits')], max_length=20, verbose_name='why not'),
        ),
        migrations.AlterField(
            model_name='template',
            name='purpose',
            field=models.CharField(choices=[('check', 'asks how she is'), ('unsafe_heard', 'says that help is coming'), ('stopped', 'says that messages have stopped'), ('started', 'says that messages go on'), ('unclear', 'asks to answer with 1 or 2'), ('answer', 'written by a colleague'), ('urgent', 'tells a colleague that something urgent waits'), ('noted', 'says that a coded message was noted'), ('passed_on', 'says that the desk decides about a coded message'), ('unregistered', 'says that who has left is not registered yet'), ('codes', 'tells the three codes')], max_length=14, verbose_name='for what'),
        ),
    ]
